/** Sweeps that are real and small: regression of three polynomials, which needs no data and seconds of training. */
import { parseSweepFile } from '../../sweepfile/index.ts';
import type { SweepSpec } from '../../workflows/types.ts';

let counter = 0;

/** A seed that no other sweep of this process has: its stages are shared with nobody by accident. */
export function freshSeed(): number {
  return 1000 + ++counter;
}

/** What a test varies, in the words of a sweep file. */
export type SweepFileChange = Readonly<Record<string, unknown>> & {
  readonly parameters?: Readonly<Record<string, unknown>>;
};

/** A checked sweep file: by default one configuration, one fresh seed, 20 iterations a task, plain JavaScript. */
export function tinySweep({ parameters = {}, ...change }: SweepFileChange = {}): SweepSpec {
  const file = {
    name: 'tiny',
    benchmark: 'polynomials',
    method: 'grid',
    metric: { name: 'val_average_mse', goal: 'minimize' },
    seeds: [freshSeed()],
    backend: 'cpu',
    max_concurrent_trials: 2,
    parameters: { iterations: { value: 20 }, ...parameters },
    ...change,
  };
  return parseSweepFile(JSON.stringify(file)).spec;
}

/** Iterations for stages that take a second or more: long enough to be killed in the middle of one. */
export const LONG = { iterations: { value: 600 } };
/** A mid-stage checkpoint three times a second. */
export const OFTEN = { every: 0.3, keep: 2 };
/** One task that takes many seconds: long enough for a word to reach its training in time. */
export const ONE_TASK = {
  benchmark: { name: 'polynomials', tasks: 1 },
  parameters: { iterations: { value: 8000 } },
};
/** Iterations that no test waits for: for what is cancelled in mid-stage, however fast the machine is. */
export const ENDLESS = { iterations: { value: 200_000 } };
