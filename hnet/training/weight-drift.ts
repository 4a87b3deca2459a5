import { randomStream, sampleWithoutReplacement } from '../random.ts';
import type { NamedArray } from '../strategies/strategy.types.ts';

/** Up to this many weights drift is exact; of larger targets this many positions, the same for all tasks, are kept. */
export const DRIFT_POSITIONS = 65_536;

/** The weights W_j just after task j that later drift is measured against. */
export function driftReference(weights: Float32Array): Float32Array {
  const positions = driftPositions(weights.length);
  return positions === null
    ? weights.slice()
    : Float32Array.from(positions, (position) => weights[position]!);
}

/**
 * ||W_j(now) - W_j(just after task j)||_2 (hnet-spec 7.1). Beyond `DRIFT_POSITIONS` weights it is estimated from a fixed
 * random subset, scaled by n_W / subset: storing all weights of 100 tasks would take gigabytes a checkpoint.
 */
export function weightDrift(now: Float32Array, reference: NamedArray): number {
  const positions = driftPositions(now.length);
  let sum = 0;
  reference.data.forEach((before, i) => {
    const after = now[positions === null ? i : positions[i]!]!;
    sum += (after - before) ** 2;
  });
  return Math.sqrt((sum * now.length) / reference.data.length);
}

const known = new Map<number, readonly number[]>();

function driftPositions(size: number): readonly number[] | null {
  if (size <= DRIFT_POSITIONS) return null;
  let positions = known.get(size);
  if (positions === undefined) {
    positions = sampleWithoutReplacement(randomStream(0, 'weight-drift', size), size, DRIFT_POSITIONS);
    known.set(size, positions);
  }
  return positions;
}
