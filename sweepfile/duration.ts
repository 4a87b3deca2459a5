/** Spans of time as people write them: `90s`, `15m`, `2h`, `1d`, `1h30m`, or plain seconds. */

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** What a duration may look like, also for the JSON Schema. */
export const DURATION_PATTERN = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;

/** Seconds of a duration; null if it isn't one. */
export function durationSeconds(given: string | number): number | null {
  if (typeof given === 'number') return Number.isFinite(given) ? given : null;
  const text = given.replaceAll(' ', '');
  if (!DURATION_PATTERN.test(text)) return null;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!,
    0,
  );
}
