/** What steers a search by one objective, in a sweep that has several. */
import type { SweepSpec } from '../workflows/types.ts';
import { shown, type Fault } from './fault.ts';
import type { SearchControl } from './search-control.ts';
import type { SweepFile } from './sweep.schema.ts';

/**
 * Refuses, with `metrics`, what ends trials or the search because the first objective alone says so: a trial that is poor
 * by it may be on the front by another, and a front can grow while its best by one objective stays. A threshold is one's own
 * word on what isn't worth having, so it stays and is said to be about the first; so is a confirmation, which ends nothing.
 */
export function checkSeveralObjectives(
  file: Partial<SweepFile>,
  { earlyTerminate, confirm }: Pick<SearchControl, 'earlyTerminate' | 'confirm'>,
  objectives: SweepSpec['objectives'] | null,
): { readonly faults: readonly Fault[]; readonly warnings: readonly string[] } {
  const faults: Fault[] = [];
  const warnings: string[] = [];
  if (file.metrics === undefined) return { faults, warnings };
  const first = objectives?.[0]?.name ?? 'the first metric';

  const pruner = earlyTerminate ?? null;
  if (pruner !== null && pruner.type !== 'threshold')
    faults.push({
      path: ['early_terminate'],
      given: pruner.type,
      allowed: 'with metrics, threshold alone: other pruners go by one metric, and end trials of the front',
    });
  if (pruner?.type === 'threshold')
    warnings.push(`early_terminate: with metrics, the bounds are those of ${thresholdOf(pruner.of, first)}`);
  if (file.racing !== undefined && file.racing !== false)
    faults.push({
      path: ['racing'],
      given: shown(file.racing),
      allowed: 'nothing (or false) with metrics: a race goes by one metric, and ends trials of the front',
    });
  if (file.stop_when !== undefined)
    faults.push({
      path: ['stop_when'],
      given: shown(file.stop_when),
      allowed:
        'nothing with metrics: it goes by one metric, and the front may still grow; run_cap, max_duration, max_device_hours',
    });
  if (confirm !== undefined && confirm !== null)
    warnings.push(`confirm: with metrics, the leaders by ${first} are confirmed, not the whole front`);
  return { faults, warnings };
}

function thresholdOf(of: 'objective' | 'during', first: string): string {
  return of === 'during' ? 'the score on the task just learnt' : first;
}
