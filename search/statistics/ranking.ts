import type { Objective } from '../types.ts';
import { mean, sampleSd, standardError } from './describe.ts';
import { holm } from './holm.ts';
import { pairedTTest, welchTTest, type TestResult } from './t-test.ts';

/** A trial with its objective for each seed. */
export interface SeededTrial {
  readonly id: string;
  /** Objective values by seed; those that are not finite are left out. */
  readonly values: ReadonlyMap<number, number>;
}

/** A trial in its place. */
export interface RankedTrial {
  readonly id: string;
  /** 1 is best. */
  readonly rank: number;
  readonly replicates: number;
  readonly mean: number;
  /** Sample standard deviation over seeds; null of one seed. */
  readonly sd: number | null;
  /** Standard error of the mean; null of one seed. */
  readonly standardError: number | null;
  /** The test of "the best is better than this one"; null for the best itself, and with too few seeds to tell. */
  readonly againstBest: TestResult | null;
  /** That test's p after Holm's adjustment over all trials; null where there is none. */
  readonly adjustedP: number | null;
  /** True unless the best is significantly better: it may be the best as well. */
  readonly amongBest: boolean;
}

export interface Ranking {
  /** Best mean first; trials without any finite value are left out. Equal means keep the given order. */
  readonly trials: readonly RankedTrial[];
  /** One-sided p of "the best is better than the runner-up", unadjusted; null where it can't be tested. */
  readonly pAgainstRunnerUp: number | null;
  /** Ids that can't be told apart from the best, the best itself first. */
  readonly best: readonly string[];
}

/**
 * Ranks by mean over seeds and says how sure that is.
 *
 * Each trial is compared with the best by a one-sided test: paired on the seeds both have (two or more), Welch's where
 * the seeds differ, none where a trial has one seed only. A trial counts as told apart where its p, adjusted by Holm
 * for the number of comparisons, is below `alpha`; untested ones can't be told apart. The best is the one with the
 * largest observed mean, so its own mean is biased upwards: only fresh seeds give an unbiased value.
 * @param options.alpha 0.05 unless given
 */
export function rankTrials(
  trials: readonly SeededTrial[],
  goal: Objective['goal'],
  { alpha = 0.05 }: { readonly alpha?: number } = {},
): Ranking {
  const sign = goal === 'maximize' ? 1 : -1;
  const ordered = trials
    .map(finiteOnly)
    .filter(({ values }) => values.size > 0)
    .map((trial) => ({
      ...trial,
      sample: [...trial.values.values()],
      centre: mean([...trial.values.values()]),
    }))
    .sort((a, b) => sign * (b.centre - a.centre));
  const [best, runnerUp] = ordered;
  if (best === undefined) return { trials: [], pAgainstRunnerUp: null, best: [] };

  const tests = ordered.map((trial) => (trial === best ? null : compare(best, trial, sign)));
  const adjusted = adjust(tests);
  const ranked = ordered.map((trial, i): RankedTrial => {
    const { id, sample, centre } = trial;
    const adjustedP = adjusted[i]!;
    return {
      id,
      rank: i + 1,
      replicates: sample.length,
      mean: centre,
      sd: sample.length < 2 ? null : sampleSd(sample),
      standardError: standardError(sample),
      againstBest: tests[i]!,
      adjustedP,
      amongBest: adjustedP === null || adjustedP >= alpha,
    };
  });
  return {
    trials: ranked,
    pAgainstRunnerUp: runnerUp === undefined ? null : (tests[1]?.p ?? null),
    best: ranked.filter((trial) => trial.amongBest).map((trial) => trial.id),
  };
}

function finiteOnly({ id, values }: SeededTrial): SeededTrial {
  return { id, values: new Map([...values].filter(([, value]) => Number.isFinite(value))) };
}

/** Tests "best is better than other"; null with too few seeds. */
function compare(best: SeededTrial, other: SeededTrial, sign: 1 | -1): TestResult | null {
  const pairs = [...best.values].flatMap(([seed, value]): [number, number][] => {
    const opposite = other.values.get(seed);
    return opposite === undefined ? [] : [[sign * value, sign * opposite]];
  });
  if (pairs.length >= 2) return pairedTTest(pairs);
  if (best.values.size < 2 || other.values.size < 2) return null;
  const signed = (trial: SeededTrial): number[] => [...trial.values.values()].map((value) => sign * value);
  return welchTTest(signed(best), signed(other));
}

/** Holm over the tests that there are. */
function adjust(tests: readonly (TestResult | null)[]): (number | null)[] {
  const adjusted = holm(tests.flatMap((test) => (test === null ? [] : [test.p])));
  let next = 0;
  return tests.map((test) => (test === null ? null : adjusted[next++]!));
}
