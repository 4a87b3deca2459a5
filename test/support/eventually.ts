/** Waiting for what will come about, however slow the machine is today. */
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer other than null, undefined or false.
 * @throws Error that says what was waited for, after `seconds`
 * @example const pid = await eventually('a child', () => pool.pids()[0]);
 */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  { seconds = 120, everyMs = 50 }: { readonly seconds?: number; readonly everyMs?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await sleep(everyMs);
  }
}
