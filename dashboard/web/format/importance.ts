import type { Importance } from '../../server/schemas/importance.ts';

/** A mean over trees with the spread between them. */
export type OverTrees = Importance['interactions'][number]['share'];

/** `24.1%`, `0.3%`; a share of variance. */
export function shareText(share: number | null): string {
  return share === null ? '–' : `${(100 * Math.max(0, share)).toFixed(1)}%`;
}

/** `24.1 ± 2.0%` */
export function shareWithSpread({ mean, spread }: OverTrees): string {
  if (mean === null || spread === null) return shareText(mean);
  return `${(100 * Math.max(0, mean)).toFixed(1)} ± ${(100 * spread).toFixed(1)}%`;
}

/** A part of a bar's width in percent, from its left. */
export interface BarSpan {
  readonly left: number;
  readonly width: number;
}

/** Where a share's bar and its spread stand when the widest share with its spread fills the width. */
export function shareBar({ mean, spread }: OverTrees, widest: number): { bar: BarSpan; whisker: BarSpan } {
  const place = (value: number): number =>
    widest > 0 ? (Math.min(widest, Math.max(0, value)) / widest) * 100 : 0;
  const [share, about] = [mean ?? 0, spread ?? 0];
  const low = place(share - about);
  return {
    bar: { left: 0, width: place(share) },
    whisker: { left: low, width: place(share + about) - low },
  };
}

/** The widest share of all hyperparameters, its spread included; never beyond the whole. */
export function widestShare(parameters: Importance['parameters']): number {
  return Math.min(1, Math.max(0, ...parameters.map(({ share }) => (share.mean ?? 0) + (share.spread ?? 0))));
}

/** Shares of pairs by their names, whichever stands first. */
export function pairShares(
  interactions: Importance['interactions'],
): (a: string, b: string) => OverTrees | null {
  const shares = new Map(interactions.map(({ names: [a, b], share }) => [JSON.stringify([a, b]), share]));
  return (a, b) => shares.get(JSON.stringify([a, b])) ?? shares.get(JSON.stringify([b, a])) ?? null;
}
