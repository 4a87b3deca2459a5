import { parseArgs } from 'node:util';
import { samplerNames } from '../../search/samplers/index.ts';
import { names, oneOf, parsed, whole } from '../read-options.ts';
import { FUNCTIONS } from './functions.ts';

export const HELP = `npm run bench -- search [options]
How close samplers come to the minimum of public test functions, beside Optuna's, with the same budget.

  --functions NAME ...  comma-separated; default all: ${Object.keys(FUNCTIONS).join(', ')}
  --samplers NAME ...   ours, comma-separated; default random,tpe
  --seeds N             searches of each; default 30
  --budget N            trials of a search; default 100
  --timing              seconds of one suggestion after 100, 1,000 and 10,000 trials instead
  --python PROGRAM      a Python with optuna; without it ours alone
  --only WHOSE          ours or optuna: those contenders alone
  --figures FILE        JSON lines of earlier runs: what they searched with the same budget is not searched again
  --json                one JSON line a figure in place of the table
`;

export interface Options {
  readonly functions: readonly string[];
  readonly samplers: readonly string[];
  readonly seeds: number;
  readonly budget: number;
  readonly timing: boolean;
  /** null: without Optuna. */
  readonly python: string | null;
  readonly only: 'ours' | 'optuna' | null;
  /** Earlier figures. */
  readonly figures: string | null;
  readonly json: boolean;
}

/** @returns null if only help is wanted @throws UserError `invalid-input` */
export function readOptions(args: string[]): Options | null {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parsed('search', () =>
    parseArgs({
      args,
      options: {
        ...{ functions: text, samplers: text, seeds: text, budget: text, python: text },
        ...{ only: text, figures: text },
        ...{ timing: flag, json: flag, help: flag },
      },
    }),
  );
  if (values.help === true) return null;
  return {
    functions: names('functions', values.functions, Object.keys(FUNCTIONS)),
    samplers: names('samplers', values.samplers ?? 'random,tpe', samplerNames),
    seeds: whole('seeds', values.seeds ?? '30', 1, 100_000),
    budget: whole('budget', values.budget ?? '100', 1, 100_000),
    timing: values.timing ?? false,
    python: values.python ?? null,
    only: values.only === undefined ? null : oneOf('only', values.only, ['ours', 'optuna']),
    figures: values.figures ?? null,
    json: values.json ?? false,
  };
}
