import type { Objective } from '../../search/types.ts';
import type { Metrics } from './types.ts';

/** The objective that is no metric of the training: what the trial has cost. */
export const DEVICE_SECONDS = 'device_seconds';

/** A trial's value of each objective: the mean of that metric over its replicates, or its device-seconds; null where there is none. */
export function objectiveValues(
  { metrics, deviceSeconds }: { readonly metrics: Metrics; readonly deviceSeconds: number },
  objectives: readonly Objective[],
): readonly (number | null)[] {
  return objectives.map(({ name }) => {
    const value = name === DEVICE_SECONDS ? deviceSeconds : metrics[name];
    return value !== undefined && Number.isFinite(value) ? value : null;
  });
}
