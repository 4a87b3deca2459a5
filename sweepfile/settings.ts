/** The settings beside the space: benchmark, method, seeds. */
import { InvalidInputError } from '../common/errors.ts';
import type { BenchmarkSpec } from '../hnet/types.ts';
import { createSampler } from '../search/samplers/index.ts';
import { spaceSize } from '../search/space/index.ts';
import type { SearchSpace } from '../search/types.ts';
import type { Catalogue } from './catalogue.ts';
import { shown, type Fault } from './fault.ts';
import type { SweepFile } from './sweep.schema.ts';

/** Fills in the benchmark's defaults; null with the faults that prevent it. */
export function readBenchmark(
  given: SweepFile['benchmark'],
  catalogue: Catalogue,
): { readonly benchmark: BenchmarkSpec | null; readonly faults: readonly Fault[] } {
  try {
    return { benchmark: catalogue.resolveBenchmark(given), faults: [] };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const faults = error.issues.map((issue): Fault => ({
      path: typeof given === 'string' ? ['benchmark'] : issue.path.split('.'),
      given: issue.given,
      allowed: issue.allowed,
    }));
    return { benchmark: null, faults };
  }
}

/** Whether the strategy has an answer to the benchmark's scenario. */
export function checkScenario(
  benchmark: BenchmarkSpec,
  strategy: string,
  catalogue: Catalogue,
): { readonly faults: readonly Fault[] } {
  const issue = catalogue.scenarioIssue(benchmark, strategy);
  return {
    faults:
      issue === null ? [] : [{ path: issue.path.split('.'), given: issue.given, allowed: issue.allowed }],
  };
}

/** Whether the sampler can search the space, and ever ends. */
export function checkMethod(
  method: string,
  space: SearchSpace,
  runCap: number | undefined,
): { readonly faults: readonly Fault[] } {
  const faults = createSampler(method)
    .faults(space)
    .map(({ path, given, allowed }): Fault => ({ path: path.split('.'), given, allowed }));
  if (faults.length === 0 && runCap === undefined && spaceSize(space) === Infinity)
    faults.push({
      path: ['run_cap'],
      given: 'nothing',
      allowed: 'the most trials to try: a continuous space has no end',
    });
  return { faults };
}

/** Replicate seeds: n stands for 1 to n, as in the authors' own grid. */
export function readSeeds(given: SweepFile['seeds']): {
  readonly seeds: readonly number[];
  readonly faults: readonly Fault[];
} {
  if (typeof given === 'number') return { seeds: Array.from({ length: given }, (_, i) => i + 1), faults: [] };
  const faults = given.flatMap((seed, i): Fault[] =>
    given.indexOf(seed) < i
      ? [
          {
            path: ['seeds', i],
            given: shown(seed),
            allowed: 'each seed once: replicates with the same seed are the same',
          },
        ]
      : [],
  );
  return { seeds: given, faults };
}
