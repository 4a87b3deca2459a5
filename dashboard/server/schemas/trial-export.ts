import { z } from 'zod';
import { SweepSpec } from './sweep-spec.ts';
import { Trial } from './trial.ts';
import { SweepState } from './words.ts';

/** A sweep's JSON file: what was asked for, and every trial. */
export const TrialExport = z
  .object({
    sweep: z.object({ id: z.string(), state: SweepState, spec: SweepSpec }),
    trials: z.array(Trial),
  })
  .meta({ id: 'TrialExport' });
