/** Where stages are trained: slots, each a process of its own on a device. `workers/slots/` implements it. */
import type { BackendName, StageProgress, StageResult, StageSpec } from '../../hnet/types.ts';

/** A stage for a slot: keys and numbers; the slot reads and writes the checkpoints itself. */
export interface TrainJob {
  readonly stage: StageSpec;
  readonly key: string;
  readonly previousKey: string | null;
  readonly fence: number;
  readonly backend: BackendName | 'auto';
  readonly checkpointEverySeconds: number;
  readonly checkpointKeep: number;
}

/** What a slot says while it trains. */
export interface SlotProgress extends StageProgress {
  /** Newest mid-stage checkpoint's name; null before the first. */
  readonly checkpoint: string | null;
  /** What it is trained on, and how that is doing; absent if the worker does not know. */
  readonly device?: string;
}

/** How a job ended, if it did not fail. */
export type JobOutcome =
  | {
      readonly kind: 'finished';
      readonly result: StageResult;
      readonly checkpointDigest: string;
      readonly checkpointBytes: number;
      readonly resumedFrom: number;
    }
  | { readonly kind: 'interrupted'; readonly iteration: number };

/** Trains jobs: one at a time in each slot, or those that pack together. */
export interface Slots {
  readonly count: number;
  /**
   * Trains a job in a free slot, waiting for one if need be. `onProgress` is called only when the training has really
   * got further. Aborting `signal` checkpoints and gives the slot back within seconds.
   * @throws TrainAttemptError when the slot's process crashed, was killed, hung or had no memory left
   * @throws UserError when the job can't be trained
   */
  train(
    job: TrainJob,
    hooks: { readonly onProgress: (progress: SlotProgress) => void; readonly signal: AbortSignal },
  ): Promise<JobOutcome>;
}
