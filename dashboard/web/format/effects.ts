import type { Effects } from '../../server/schemas/effects.ts';

/** What is less likely than this by chance alone counts as more than noise. */
const alpha = 0.05;

/** One value of a hyperparameter, and how it compares with the best one. */
export type Level = Effects['parameters'][number]['levels'][number];

/** Whether a difference is more than noise, in words; null where nothing was tested. */
export function noiseWords(p: number | null): 'more than noise' | 'may be noise' | null {
  if (p === null) return null;
  return p < alpha ? 'more than noise' : 'may be noise';
}

/**
 * Whether another value does better than the one of the best mean where both were tried with the same others: means can
 * mislead while parts of a grid are missing.
 */
export function isBeatenInPairs(levels: readonly Level[], goal: Effects['objective']['goal']): boolean {
  const sign = goal === 'maximize' ? 1 : -1;
  return levels.some(({ againstBest }) => sign * (againstBest?.difference ?? 0) > 0);
}

/** A part of a bar's width, in percent from its left. */
export interface Span {
  readonly left: number;
  readonly width: number;
}

/** Where things stand in bars that all show the same range of differences. */
export interface DifferenceScale {
  /** Of no difference, in percent from the left. */
  readonly zero: number;
  /** From no difference to this one. */
  bar(difference: number): Span;
  /** A standard error to both sides of a difference. */
  whisker(difference: number, standardError: number): Span;
}

/** One scale for the differences of all hyperparameters, whiskers included, so that their bars can be compared. */
export function differenceScale(parameters: Effects['parameters']): DifferenceScale {
  const ends = parameters.flatMap(({ levels }) =>
    levels.flatMap(({ againstBest }) => {
      if (againstBest?.difference == null) return [];
      const { difference, standardError } = againstBest;
      return [difference - (standardError ?? 0), difference + (standardError ?? 0)];
    }),
  );
  const least = Math.min(0, ...ends);
  const most = Math.max(0, ...ends);
  const place = (value: number) => (most === least ? 0 : ((value - least) / (most - least)) * 100);
  const span = (from: number, to: number): Span => ({ left: place(from), width: place(to) - place(from) });
  return {
    zero: place(0),
    bar: (difference) => span(Math.min(0, difference), Math.max(0, difference)),
    whisker: (difference, standardError) => span(difference - standardError, difference + standardError),
  };
}
