/** Where checkpoints live: one small interface, a folder today, an object store tomorrow. */
import type { StageResult } from '../hnet/types.ts';

/** Names a mid-stage checkpoint of a stage. Fences order attempts: a higher fence is a newer attempt. */
export interface PartialCheckpoint {
  readonly fence: number;
  readonly iteration: number;
  readonly name: string;
}

/** What is known of a finished stage without reading its checkpoint. */
export interface FinalCheckpoint {
  /** SHA-256 of the checkpoint. */
  readonly digest: string;
  readonly bytes: number;
  readonly fence: number;
  /** Kept beside the checkpoint, so that a stage whose completion was never acknowledged is not trained again. */
  readonly result: StageResult;
}

/**
 * Checkpoints of stages by content address. Every write is atomic (write aside, sync, rename) and carries the fence
 * of the attempt that makes it; a write under a fence older than one seen is refused with a `stale-attempt` UserError.
 */
export interface CheckpointStore {
  /** Announces an attempt: from now on lower fences are refused. Throws `stale-attempt` if a higher one was announced. */
  openAttempt(key: string, fence: number): Promise<void>;
  /** The final checkpoint of a finished stage; null if there is none or it does not match its digest. */
  readFinal(key: string): Promise<{ final: FinalCheckpoint; bytes: Uint8Array } | null>;
  /** Stores the final checkpoint with the stage's result. */
  writeFinal(key: string, fence: number, bytes: Uint8Array, result: StageResult): Promise<FinalCheckpoint>;
  /** The newest mid-stage checkpoint that is whole (torn or corrupt ones are skipped); null if none. */
  readNewestPartial(key: string): Promise<{ checkpoint: PartialCheckpoint; bytes: Uint8Array } | null>;
  /** Stores a mid-stage checkpoint and drops all but the `keep` newest. */
  writePartial(
    key: string,
    fence: number,
    iteration: number,
    bytes: Uint8Array,
    keep: number,
  ): Promise<PartialCheckpoint>;
  /** Drops the mid-stage checkpoints of a finished stage. */
  clearPartials(key: string): Promise<void>;
}
