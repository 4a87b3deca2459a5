/** What a slot's parent and child say to each other: small typed records, never tensors. */
import type { TrainFailure } from '../../workflows/failures.ts';
import type { ErrorCode } from '../../common/errors.ts';
import type { PackSetting } from '../../hnet/packed/pack-limit.ts';
import type { JobOutcome, SlotProgress, TrainJob } from '../../activities/train/slots.types.ts';

/** From the parent to the child. */
export type ToChild =
  | {
      readonly kind: 'train';
      /** Names the job in what is said about it: a process may train several together. */
      readonly id: number;
      readonly job: TrainJob;
      readonly packing: PackSetting;
      readonly checkpointDir: string;
      /** Folder of data sets; null for the cache. */
      readonly dataDir: string | null;
    }
  /** Checkpoint and end the job as `interrupted`. */
  | { readonly kind: 'interrupt'; readonly id: number };

/** From the child to the parent. Every message is a sign of progress to the watchdog. */
export type FromChild =
  | { readonly kind: 'ready' }
  /** A step of the preparation is done: data loaded, backend chosen. */
  | { readonly kind: 'prepared'; readonly id: number; readonly what: string }
  /** How many jobs like this one the process would train together. */
  | { readonly kind: 'limit'; readonly id: number; readonly limit: number }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: SlotProgress }
  | { readonly kind: 'ended'; readonly id: number; readonly outcome: JobOutcome }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: ChildFailure };

/** An error in the child, in a form that crosses the border. */
export interface ChildFailure {
  readonly code: ErrorCode | TrainFailure;
  readonly message: string;
  readonly hint: string | null;
}
