import type { Sweep } from '../../server/schemas/sweep.ts';

/** States of trials in the order of the bars: what is over first. */
export const trialOrder = [
  'complete',
  'pruned',
  'diverged',
  'failed',
  'cancelled',
  'running',
  'paused',
  'waiting',
] as const;

const over = ['complete', 'pruned', 'diverged', 'failed', 'cancelled'] as const;

/** States of sweeps from which nothing moves any more. */
const ended: readonly Sweep['state'][] = ['stopped', 'cancelled', 'finished', 'failed'];

/** Whether nothing about a sweep changes any more unless it is taken up again. */
export const isOver = (sweep: Sweep): boolean => ended.includes(sweep.state);

/** Trials that are over. */
export function endedTrials(counts: Sweep['counts']): number {
  return over.reduce((sum, state) => sum + counts[state], 0);
}

/** Trials that exist. */
export function allTrials(counts: Sweep['counts']): number {
  return trialOrder.reduce((sum, state) => sum + counts[state], 0);
}

/**
 * Seconds until a running sweep is through, if it goes on as so far; null where nothing can be said. From elapsed time,
 * so that it holds whatever the number of devices; a pause makes it too long.
 */
export function remainingSeconds(sweep: Sweep, now: number): number | null {
  const done = endedTrials(sweep.counts);
  if (sweep.state !== 'running' || sweep.trialsPlanned === null || done === 0) return null;
  const elapsed = (now - Date.parse(sweep.createdAt)) / 1000;
  return Math.max(0, (elapsed / done) * (sweep.trialsPlanned - done));
}
