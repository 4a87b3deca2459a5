/**
 * Racing (O. Maron and A. W. Moore, 1994; irace's t-race): seeds are spent where they decide. A configuration gets its
 * first seeds, and the next one only while nothing says that the leader is better.
 */
import { pairedTTest } from './statistics/t-test.ts';
import type { Objective } from './types.ts';

/** `racing` of a sweep file, defaults filled in. */
export interface RacingSettings {
  /** Seeds that every configuration gets, at least 2: one says nothing about spread. */
  readonly minSeeds: number;
  /** Level of each test. Tests repeat with each seed, so that a good configuration is lost a little more often than this. */
  readonly alpha: number;
}

/** Whether a configuration gets another seed. */
export type RaceVerdict =
  { readonly goOn: true } | { readonly goOn: false; readonly p: number; readonly pairs: number };

/**
 * A one-sided paired test of "the leader is better" over the seeds that both have.
 * @param own and leader: objective by seed
 */
export function race(
  own: ReadonlyMap<number, number>,
  leader: ReadonlyMap<number, number>,
  goal: Objective['goal'],
  { minSeeds, alpha }: RacingSettings,
): RaceVerdict {
  const sign = goal === 'maximize' ? 1 : -1;
  const pairs = [...own].flatMap(([seed, value]): [number, number][] => {
    const theirs = leader.get(seed);
    if (theirs === undefined || !Number.isFinite(theirs) || !Number.isFinite(value)) return [];
    return [[sign * theirs, sign * value]];
  });
  if (pairs.length < Math.max(2, minSeeds)) return { goOn: true };
  const { p } = pairedTTest(pairs);
  return p < alpha ? { goOn: false, p, pairs: pairs.length } : { goOn: true };
}
