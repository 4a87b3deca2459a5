import type { SweepRow } from '../../../prisma/store/types.ts';
import type { ReadStore } from '../dependencies.types.ts';
import type { Sweep } from '../schemas/sweep.ts';
import { trialsPlanned } from './trials-planned.ts';
import { measured, time, timeOrNull } from './numbers.ts';

/** A sweep's row as the API shows it, with its best trial looked up. */
export async function sweepView(store: ReadStore, row: SweepRow): Promise<Sweep> {
  const best = row.bestTrialId === null ? null : await store.trial(row.bestTrialId);
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    reason: row.reason,
    spec: structuredClone(row.spec) as Sweep['spec'],
    createdAt: time(row.createdAt),
    endedAt: timeOrNull(row.endedAt),
    counts: { ...row.counts },
    trialsPlanned: trialsPlanned(row.spec),
    stagesRecorded: row.stagesRecorded,
    stagesReused: row.stagesReused,
    deviceSeconds: row.deviceSeconds,
    savedDeviceSeconds: row.savedDeviceSeconds,
    best:
      best === null
        ? null
        : {
            trialId: best.id,
            number: best.number,
            value: measured(best.value),
            standardError: measured(best.standardError),
          },
  };
}
