import { z } from 'zod';
import { InvalidInputError } from '../../../common/errors.ts';
import type { TrialFilter } from '../../../prisma/store/types.ts';
import type { TrialState } from '../../../workflows/types.ts';
import { trialStates } from '../schemas/words.ts';

export const statesQuery = z
  .string()
  .optional()
  .meta({ description: 'States, separated by commas.', example: 'complete,pruned' });

export const whereQuery = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .meta({
    description:
      'Conditions, all of which must hold: a name as in `sort`, `< <= = != >= >`, a value. May be repeated.',
    example: 'beta<0.01',
  });

/** `complete,pruned` as states. @throws InvalidInputError */
export function readStates(text: string): readonly TrialState[] {
  const given = text.split(',').filter((state) => state !== '');
  const unknown = given.filter((state) => !trialStates.some((known) => known === state));
  if (unknown.length > 0)
    throw new InvalidInputError('query', [
      { path: 'states', given: unknown.join(','), allowed: trialStates.join(', ') },
    ]);
  return given as TrialState[];
}

function readValue(text: string): number | string | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return text !== '' && Number.isFinite(number) ? number : text;
}

/** `beta<0.01` and its like as conditions. @throws InvalidInputError naming the one that is none */
export function readConditions(where: string | readonly string[]): readonly TrialFilter[] {
  const texts = typeof where === 'string' ? [where] : where;
  return texts.map((text, index) => {
    const [, field, op, value] = /^\s*([\w.-]+)\s*(<=|>=|!=|=|<|>)\s*(.*?)\s*$/.exec(text) ?? [];
    if (field === undefined || op === undefined || value === undefined || value === '')
      throw new InvalidInputError('query', [
        { path: `where[${index}]`, given: text, allowed: 'a condition such as beta<0.01 or state=complete' },
      ]);
    return { field, op: op as TrialFilter['op'], value: readValue(value) };
  });
}
