import { snakeCase } from './aliases.ts';
import type { SearchControl } from './search-control.ts';

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const hours = (seconds: number): string => `${Number((seconds / 3600).toPrecision(3))} h`;

/** What is described: the keys of a spec, however precisely its reader knows the pruner's settings. */
export type DescribedControl = {
  readonly [K in Exclude<keyof SearchControl, 'earlyTerminate' | 'whenSpent'>]?: SearchControl[K] | undefined;
} & { readonly earlyTerminate?: { readonly type: string } | null | undefined };

/** What steers a sweep's spending, one phrase a key, as it was understood: `ends early by asha (reduction_factor 3)`. */
export function describeControl(control: DescribedControl): readonly string[] {
  const { earlyTerminate, racing, confirm, maxSeconds, maxDeviceSeconds, stopWhen, warmStart, enqueue } =
    control;
  const phrases: string[] = [];
  if (earlyTerminate) {
    const { type, ...settings } = earlyTerminate;
    const shown = Object.entries(settings)
      .filter(([, value]) => value !== null && typeof value !== 'object')
      .map(([name, value]) => `${snakeCase(name)} ${String(value)}`);
    phrases.push(`ends early by ${type}${shown.length === 0 ? '' : ` (${shown.join(', ')})`}`);
  }
  if (racing)
    phrases.push(`${racing.minSeeds} seeds each, more for what is not beaten (alpha ${racing.alpha})`);
  if (confirm)
    phrases.push(
      `at most ${plural(confirm.leaders, 'leader')} confirmed with ${plural(confirm.seeds, 'fresh seed')}`,
    );
  if (maxSeconds) phrases.push(`at most ${hours(maxSeconds)} by the clock`);
  if (maxDeviceSeconds) phrases.push(`at most ${hours(maxDeviceSeconds)} of device time`);
  if (stopWhen) phrases.push(`stops after ${plural(stopWhen.noImprovement, 'trial')} without improvement`);
  if (warmStart?.length) phrases.push(`learns from ${warmStart.join(', ')}`);
  if (enqueue?.length) phrases.push(`${plural(enqueue.length, 'configuration')} of the file tried first`);
  return phrases;
}
