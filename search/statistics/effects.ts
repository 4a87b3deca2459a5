import type { Assignment, Objective, Value } from '../types.ts';
import { mean, standardError } from './describe.ts';
import { holm } from './holm.ts';
import { pairedTTest } from './t-test.ts';

/** A trial with its objective for each seed. */
export interface EffectTrial {
  readonly assignment: Assignment;
  readonly values: ReadonlyMap<number, number>;
}

/** One value of a hyperparameter, and what it does to the objective. */
export interface Level {
  readonly value: Value;
  /** Mean objective over all trainings with it. */
  readonly mean: number;
  /** Trainings (trials times seeds) with it. */
  readonly trainings: number;
  /**
   * How it compares with the best level, over the pairs of trainings that differ in nothing else; null for the best
   * itself, and with fewer than two pairs.
   */
  readonly againstBest: {
    /** Mean objective here minus there. */
    readonly difference: number;
    readonly standardError: number;
    readonly pairs: number;
    /** Two-sided, since which level is best was seen in the same data; adjusted by Holm for the number of levels. */
    readonly p: number;
  } | null;
}

/** What one hyperparameter does, the others left as they are. */
export interface ParameterEffect {
  readonly name: string;
  /** Best first, by the pairs: means over trials that differ in more than this one would mislead. */
  readonly levels: readonly Level[];
}

/** More levels than this are a range, not a choice. */
const MOST_LEVELS = 12;

/**
 * The effect of each hyperparameter that was tried at several values with everything else equal, as a grid does. Seeds
 * and the other hyperparameters cancel in the pairs, so that an effect can be plain although no two trials can be told
 * apart. Pairs that share a configuration are not wholly independent: read p as a guide, not as a proof.
 * @returns nothing of a hyperparameter without two levels that share at least two pairs, e.g. a continuous one
 */
export function parameterEffects(
  names: readonly string[],
  trials: readonly EffectTrial[],
  goal: Objective['goal'],
): readonly ParameterEffect[] {
  return names.flatMap((name) => {
    const levels = levelsOf(name, trials);
    if (levels.length < 2 || levels.length > MOST_LEVELS) return [];
    const sign = goal === 'maximize' ? 1 : -1;
    const best = bestLevel(levels, sign);
    const against = new Map(levels.map((level) => [level, level === best ? null : compare(level, best)]));
    // By what the pairs say; what shares no pairs with the best comes last.
    const place = (level: LevelValues): number =>
      level === best ? Infinity : sign * (against.get(level)?.difference ?? -sign * Number.MAX_VALUE);
    const ordered = [...levels].sort((a, b) => place(b) - place(a) || sign * (mean(b.all) - mean(a.all)));
    const comparisons = ordered.map((level) => against.get(level)!);
    if (comparisons.every((comparison) => comparison === null)) return [];
    const adjusted = holm(comparisons.flatMap((comparison) => (comparison === null ? [] : [comparison.p])));
    let next = 0;
    return [
      {
        name,
        levels: ordered.map((level, i): Level => {
          const comparison = comparisons[i]!;
          return {
            value: level.value,
            mean: mean(level.all),
            trainings: level.all.length,
            againstBest: comparison === null ? null : { ...comparison, p: adjusted[next++]! },
          };
        }),
      },
    ];
  });
}

interface LevelValues {
  readonly value: Value;
  readonly all: number[];
  /** Objective by everything else: the other hyperparameters and the seed. */
  readonly bySurroundings: Map<string, number>;
}

function levelsOf(name: string, trials: readonly EffectTrial[]): readonly LevelValues[] {
  const levels = new Map<string, LevelValues>();
  for (const { assignment, values } of trials) {
    const value = assignment[name];
    if (value === undefined) continue;
    const key = JSON.stringify(value);
    const level = levels.get(key) ?? { value, all: [], bySurroundings: new Map<string, number>() };
    levels.set(key, level);
    const { [name]: _, ...others } = assignment;
    const surroundings = JSON.stringify(Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1)));
    for (const [seed, objective] of values) {
      if (!Number.isFinite(objective)) continue;
      level.all.push(objective);
      level.bySurroundings.set(`${surroundings} ${seed}`, objective);
    }
  }
  return [...levels.values()].filter((level) => level.all.length > 0);
}

/**
 * The level that no other beats in pairs with it. Begins with the best plain mean, which an unbalanced grid (one that is
 * still running, or lost trials) can mislead, and goes over to whatever beats it.
 */
function bestLevel(levels: readonly LevelValues[], sign: number): LevelValues {
  let best = levels.reduce((a, b) => (sign * (mean(b.all) - mean(a.all)) > 0 ? b : a));
  for (const _ of levels) {
    const ahead = levels.map((level) => ({ level, lead: sign * (compare(level, best)?.difference ?? 0) }));
    const leader = ahead.reduce((a, b) => (b.lead > a.lead ? b : a));
    if (leader.lead <= 0 || leader.level === best) return best;
    best = leader.level;
  }
  return best;
}

function compare(level: LevelValues, best: LevelValues): NonNullable<Level['againstBest']> | null {
  const pairs = [...level.bySurroundings].flatMap(([surroundings, here]): [number, number][] => {
    const there = best.bySurroundings.get(surroundings);
    return there === undefined ? [] : [[here, there]];
  });
  if (pairs.length < 2) return null;
  const { p, difference } = pairedTTest(pairs);
  return {
    difference,
    standardError: standardError(pairs.map(([a, b]) => a - b)) ?? 0,
    pairs: pairs.length,
    p: Math.min(1, 2 * Math.min(p, 1 - p)),
  };
}
