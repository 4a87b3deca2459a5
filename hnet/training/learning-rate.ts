import type { ScoreKind } from '../types.ts';

/** Learning-rate schedules (hnet-spec 3.4). Pure arithmetic. */
export const SCHEDULES = ['constant', 'steps', 'plateau', 'steps+plateau'] as const;
export type Schedule = (typeof SCHEDULES)[number];

/** From which epoch on (0-based, exclusive) which multiple of the learning rate is used, latest first. */
const STEPS = [
  { after: 180, multiple: 0.5e-3 },
  { after: 160, multiple: 1e-3 },
  { after: 120, multiple: 1e-2 },
  { after: 80, multiple: 1e-1 },
] as const;

/** The steps schedule: the multiple of the learning rate in a 0-based epoch. */
export function stepMultiple(epoch: number): number {
  return STEPS.find(({ after }) => epoch > after)?.multiple ?? 1;
}

/** What the plateau schedule remembers; kept in checkpoints. */
export interface Plateau {
  /** Epochs judged so far. */
  readonly epochs: number;
  /** Best score so far; null before the first. */
  readonly best: number | null;
  /** Epochs since then without a better one. */
  readonly waited: number;
  /** The multiple of the learning rate now. */
  readonly multiple: number;
}

/** Before the first epoch. */
export const FRESH_PLATEAU: Plateau = { epochs: 0, best: null, waited: 0, multiple: 1 };

const FACTOR = Math.sqrt(0.1);
const PATIENCE = 5;
const SMALLEST_RATE = 5e-7;
/** What counts as better, relative to the best; PyTorch's default. */
const THRESHOLD = 1e-4;

/**
 * Judges an epoch by its validation score: after more than 5 epochs without a better one the learning rate is multiplied
 * by sqrt(0.1), but not below 5e-7. The reference judges by test accuracy, which is a leak; this does not.
 * @param kind accuracies are to rise, errors to fall
 * @param rate the learning rate before any schedule
 */
export function judgeEpoch(state: Plateau, score: number, kind: ScoreKind, rate: number): Plateau {
  const epochs = state.epochs + 1;
  const { best, multiple } = state;
  const isBetter =
    best === null || (kind === 'accuracy' ? score > best * (1 + THRESHOLD) : score < best * (1 - THRESHOLD));
  if (isBetter) return { epochs, best: score, waited: 0, multiple };
  if (state.waited < PATIENCE) return { epochs, best, waited: state.waited + 1, multiple };
  const lowest = Math.min(multiple, SMALLEST_RATE / rate);
  return { epochs, best, waited: 0, multiple: Math.max(multiple * FACTOR, lowest) };
}
