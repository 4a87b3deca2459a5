/** Budgets of a search: what is left, and the words for what is spent. Pure. */
import { finish } from './state.ts';
import type { SweepCarry } from './state.ts';

/** Seconds of the sweep's own time that are left; null without limit. */
export function secondsLeft({ limits, startedAt }: SweepCarry, now: number): number | null {
  if (limits.maxSeconds === null || startedAt === null) return null;
  return Math.max(0, limits.maxSeconds - (now - startedAt) / 1000);
}

/** Ends the search if its time is over. */
export function checkTime(state: SweepCarry, now: number): void {
  if (secondsLeft(state, now) === 0)
    finish(state, `its time is over (max_duration: ${duration(state.limits.maxSeconds!)})`);
}

/** Ends the search if its device time is spent. */
export function checkSpent(state: SweepCarry, deviceSeconds: number): void {
  const { maxDeviceSeconds } = state.limits;
  if (maxDeviceSeconds === null || deviceSeconds < maxDeviceSeconds) return;
  finish(
    state,
    `its device time is spent: ${hours(deviceSeconds)} h of max_device_hours: ${hours(maxDeviceSeconds)}`,
  );
}

function hours(seconds: number): number {
  return Number((seconds / 3600).toPrecision(3));
}

function duration(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
