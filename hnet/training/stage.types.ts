/** What `trainStage` is called with and what it gives back. Kept apart from the code so that callers import no tensors. */
import type { DownloadProgress } from '../benchmarks/datasets/files.ts';
import type { BackendName, StageProgress, StageResult, StageSpec } from '../types.ts';

/** Safetensors bytes (see `docs/checkpoint-format.md`). */
export type CheckpointBytes = Uint8Array;

/** How a stage talks to whoever runs it. */
export interface StageHooks {
  /** Called often (every `TURN_MS` of training or after each longer step, and during evaluation) while the stage makes progress. */
  onProgress?(progress: StageProgress): void;
  /** Seconds of training between mid-stage checkpoints; Infinity for none. */
  readonly checkpointEverySeconds: number;
  /** Stores a mid-stage checkpoint; training waits for it. */
  saveCheckpoint?(checkpoint: CheckpointBytes, iteration: number): Promise<void>;
  /** When aborted, training checkpoints through `saveCheckpoint` and ends with `interrupted`. */
  readonly signal?: AbortSignal;
  /** Called while a data set is downloaded. */
  readonly onDownload?: DownloadProgress;
  /** Called with remarks a person should read, e.g. about a clipped initialisation. */
  onWarning?(message: string): void;
  /** What the tensors run on, as the result shall name it. */
  readonly backend?: { readonly name: BackendName; readonly device: string };
}

/** A stage to train. */
export interface StageInput {
  readonly spec: StageSpec;
  /** Final checkpoint of the stage before; null for task 0. */
  readonly previous: CheckpointBytes | null;
  /** A mid-stage checkpoint of this very stage to go on from; null to start at iteration 0. */
  readonly resume: CheckpointBytes | null;
  /** Folder of data sets; null for the cache. */
  readonly dataDir: string | null;
}

/** How a stage ended. */
export type StageOutcome =
  | { readonly kind: 'finished'; readonly result: StageResult; readonly checkpoint: CheckpointBytes }
  | { readonly kind: 'interrupted'; readonly iteration: number };

/** The signature of `trainStage` in `stage.ts`. */
export type TrainStage = (input: StageInput, hooks: StageHooks) => Promise<StageOutcome>;
