import { parse } from 'yaml';
import { InvalidInputError } from '../../common/errors.ts';
import type { TrialSpec } from '../../hnet/types.ts';
import { cardinality, existing, exists, freeParameters, isLegal } from '../../search/space/index.ts';
import type { Assignment, SearchSpace, Value } from '../../search/types.ts';
import { describeParameter, resolveTrial } from '../../sweepfile/index.ts';
import type { SweepSpec } from '../../workflows/types.ts';

/**
 * The one configuration of a sweep file that `name=value` choices leave.
 * @throws InvalidInputError for a choice that the file does not allow, and for a parameter that still has several values
 */
export function pickConfiguration(spec: SweepSpec, choices: readonly string[]): TrialSpec {
  const chosen: Record<string, Value> = Object.fromEntries(
    choices.map((choice) => readChoice(spec.space, choice)),
  );
  const constants = Object.entries(spec.space).flatMap(([name, space]): [string, Value][] => {
    if (space.kind === 'constant') return [[name, space.value]];
    if (space.kind === 'categorical' && space.values.length === 1) return [[name, space.values[0]!]];
    const one = cardinality(space) === 1 && (space.kind === 'int' || space.kind === 'float');
    return one ? [[name, space.min]] : [];
  });
  const assignment: Assignment = { ...Object.fromEntries(constants), ...chosen };
  const open = freeParameters(spec.space).filter(
    (name) => !(name in chosen) && exists(spec.space, name, assignment),
  );
  if (open.length > 0)
    throw new InvalidInputError(
      'train: one configuration is trained, choose with --set name=value',
      open.map((name) => ({
        path: name,
        given: 'nothing',
        allowed: `one of ${describeParameter(spec.space[name]!)}`,
      })),
    );
  return resolveTrial(spec, existing(spec.space, assignment));
}

function readChoice(space: SearchSpace, choice: string): [string, Value] {
  const [, name, text] = /^\s*([\w.]+)\s*=\s*(.+?)\s*$/.exec(choice) ?? [];
  const refuse = (path: string, allowed: string): never => {
    throw new InvalidInputError('--set', [{ path, given: choice, allowed }]);
  };
  if (name === undefined || text === undefined) return refuse('choice', 'name=value, e.g. beta=0.01');
  const parameter = space[name];
  if (parameter === undefined)
    return refuse(name, `a parameter of the file: ${Object.keys(space).join(', ') || 'none'}`);
  const value = parse(text) as Value;
  if (!isLegal(parameter, value)) return refuse(name, describeParameter(parameter));
  return [name, value];
}
