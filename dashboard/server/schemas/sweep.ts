import { z } from 'zod';
import { SweepSpec } from './sweep-spec.ts';
import { Measured, NextCursor, SweepState, Time, TrialState } from './words.ts';

/** A sweep as lists and pages show it. */
export const Sweep = z
  .object({
    id: z.string(),
    name: z.string(),
    state: SweepState,
    reason: z
      .string()
      .nullable()
      .meta({ description: 'Why it is in this state, where there is something to say.' }),
    spec: SweepSpec,
    createdAt: Time,
    endedAt: Time.nullable(),
    counts: z.record(TrialState, z.int()).meta({ description: 'Trials in each state.' }),
    trialsPlanned: z
      .int()
      .nullable()
      .meta({ description: 'Most trials it will try; null where only its budget ends it.' }),
    stagesRecorded: z.int(),
    stagesReused: z.int(),
    deviceSeconds: z.number(),
    savedDeviceSeconds: z.number().meta({ description: 'Device time that stage reuse saved.' }),
    best: z
      .object({
        trialId: z.string(),
        number: z.int(),
        value: Measured,
        standardError: Measured.meta({ description: 'Null with fewer than two replicates.' }),
      })
      .nullable(),
  })
  .meta({ id: 'Sweep' });
export type Sweep = z.infer<typeof Sweep>;

export const SweepList = z
  .object({ sweeps: z.array(Sweep), nextCursor: NextCursor })
  .meta({ id: 'SweepList' });
export type SweepList = z.infer<typeof SweepList>;
