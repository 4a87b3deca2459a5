import { z } from 'zod';

/** The words and numbers that several schemas share. */
export const sweepStates = [
  'pending',
  'running',
  'paused',
  'stopped',
  'cancelled',
  'finished',
  'failed',
] as const;
export const trialStates = [
  'waiting',
  'running',
  'paused',
  'complete',
  'pruned',
  'diverged',
  'failed',
  'cancelled',
] as const;

export const SweepState = z.enum(sweepStates).meta({ id: 'SweepState' });
export const TrialState = z.enum(trialStates).meta({ id: 'TrialState' });

/** A hyperparameter's value; arrays are layer widths. */
export const ParameterValue = z
  .union([z.number(), z.string(), z.boolean(), z.array(z.number())])
  .meta({ id: 'ParameterValue' });
export const Configuration = z.record(z.string(), ParameterValue).meta({ id: 'Configuration' });

/** A measured number; null where it is missing, or not finite, which JSON can't say. */
export const Measured = z.number().nullable();
export const Metrics = z.record(z.string(), Measured).meta({ id: 'Metrics' });
export const Time = z.iso.datetime();
export const NextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Hand it back as `cursor` for the next page; null after the last.' });
