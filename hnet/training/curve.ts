import type { CurvePoint } from '../types.ts';

/** Most points of a stage's learning curve. */
export const CURVE_POINTS = 200;

/** Loss beyond which a training counts as diverged. */
const LOSS_BOUND = 1e6;

/** Every how many iterations the loss is read back: as seldom as the curve allows, since each read waits for the device. */
export function curveInterval(iterations: number): number {
  return Math.max(1, Math.ceil(iterations / CURVE_POINTS));
}

/** Not a number, infinite, or beyond all bounds. */
export function hasDiverged(point: CurvePoint): boolean {
  const total = point.loss + point.regulariser;
  return !Number.isFinite(total) || Math.abs(total) > LOSS_BOUND;
}
