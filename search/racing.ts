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
  | {
      readonly goOn: true;
      /** Whether it is at least as good as the leader over the seeds that both have. */
      readonly ahead: boolean;
    }
  | { readonly goOn: false; readonly p: number; readonly pairs: number };

/**
 * How many seeds a configuration gets that may go on. One that is ahead gets as many more as it has, side by side: it
 * would earn them anyway unless the next ones are much worse, and meanwhile devices would go to configurations that nobody
 * knows. Any other gets the one that decides next.
 * @param done its finished seeds
 */
export function seedsEarned({ ahead }: { readonly ahead: boolean }, done: number): number {
  return ahead ? done : 1;
}

/**
 * A one-sided paired test of "the leader is better" over the seeds that both have.
 * @param own and leader: objective by seed; null where nobody else has as many seeds as all get
 */
export function race(
  own: ReadonlyMap<number, number>,
  leader: ReadonlyMap<number, number> | null,
  goal: Objective['goal'],
  { minSeeds, alpha }: RacingSettings,
): RaceVerdict {
  if (leader === null) return { goOn: true, ahead: false };
  const sign = goal === 'maximize' ? 1 : -1;
  const pairs = [...own].flatMap(([seed, value]): [number, number][] => {
    const theirs = leader.get(seed);
    if (theirs === undefined || !Number.isFinite(theirs) || !Number.isFinite(value)) return [];
    return [[sign * theirs, sign * value]];
  });
  if (pairs.length < Math.max(2, minSeeds)) return { goOn: true, ahead: false };
  const { p } = pairedTTest(pairs);
  if (p < alpha) return { goOn: false, p, pairs: pairs.length };
  return { goOn: true, ahead: pairs.reduce((sum, [theirs, mine]) => sum + mine - theirs, 0) >= 0 };
}
