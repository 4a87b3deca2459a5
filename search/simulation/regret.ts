import type { SimulatedEnd, Surface } from './simulation.types.ts';

/**
 * What it had cost when the best complete trial was, for the first time, one whose true value is within `margin` of the
 * best of the surface; null where that never happened.
 */
export function secondsToReach(
  { incumbents }: Pick<SimulatedEnd, 'incumbents'>,
  { best, objective }: Pick<Surface, 'best' | 'objective'>,
  margin: number,
): { readonly deviceSeconds: number; readonly wallSeconds: number } | null {
  const sign = objective.goal === 'maximize' ? 1 : -1;
  const reached = incumbents.find(({ truth }) => sign * (best - truth) <= margin);
  if (reached === undefined) return null;
  return { deviceSeconds: reached.deviceSeconds, wallSeconds: reached.wallSeconds };
}
