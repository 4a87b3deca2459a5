/** The records that workflows, activities and clients exchange. Types and constants only: safe in the workflow sandbox. */
import type { BackendName, Configuration, StageResult, StageSpec, TrialSpec } from '../hnet/types.ts';
import type { PrunerSettings } from '../search/pruners/pruner.types.ts';
import type { RacingSettings } from '../search/racing.ts';
import type { Assignment, Objective, SearchSpace } from '../search/types.ts';
import type { BenchmarkSpec } from '../hnet/types.ts';

/** Where workflows and light activities run: beside the database. */
export const CONTROL_QUEUE = 'hnet-control';
/** Where stages are trained: machines with devices. */
export const TRAIN_QUEUE = 'hnet-train';

/** A sweep file after checking, every default filled in (see `sweepfile/`). Plain data; kept in the database as JSON. */
export interface SweepSpec {
  readonly name: string;
  readonly benchmark: BenchmarkSpec;
  readonly strategy: string;
  /** Sampler: `grid`, `random`, ... */
  readonly method: string;
  readonly objective: Objective;
  /** All objectives of a sweep that has two or three, `objective` first; absent: that one. */
  readonly objectives?: readonly Objective[];
  readonly space: SearchSpace;
  /** Expressions that every trained configuration keeps (`search/constraints/`); absent: none. */
  readonly constraints?: readonly string[];
  /** Replicate seeds, the same for all configurations (paired). */
  readonly seeds: readonly number[];
  /** Seed of the sampler. */
  readonly searchSeed: number;
  /** Most trials; null for as many as the sampler has (grid). */
  readonly runCap: number | null;
  readonly maxConcurrentTrials: number;
  /** The sweep fails once more than this many trials failed; null never. */
  readonly maxFailedTrials: number | null;
  /** Seconds; null without limit. */
  readonly maxTrialSeconds: number | null;
  readonly checkpointEverySeconds: number;
  /** How many mid-stage checkpoints are kept. */
  readonly checkpointKeep: number;
  readonly backend: BackendName | 'auto';
  /** Temporal priority key 1 (first) to 5; default 3. */
  readonly priority: number;
  // What follows came with the second version of the workflows: specs of older sweeps lack it.
  /** Which trials end early; null for none. */
  readonly earlyTerminate?: PrunerSettings | null;
  /** Whether seeds are earned; null gives every configuration all of them. */
  readonly racing?: RacingSettings | null;
  /** Evaluation of the leaders with fresh seeds after the search; null for none. */
  readonly confirm?: ConfirmSettings | null;
  /** Configurations of the user's own, tried first. */
  readonly enqueue?: readonly Assignment[];
  /** Earlier sweeps from whose trials the sampler learns, too. */
  readonly warmStart?: readonly string[];
  /** Seconds from the sweep's start on in which new trials may begin; null without limit. */
  readonly maxSeconds?: number | null;
  /** Seconds on devices, all recorded stages together; null without limit. */
  readonly maxDeviceSeconds?: number | null;
  /** Ends the search once so many trials in a row brought no improvement beyond noise; null never. */
  readonly stopWhen?: { readonly noImprovement: number } | null;
  /** What becomes of running trials when a budget is spent or `stopWhen` is met. */
  readonly whenSpent?: 'finish' | 'prune';
}

/** `confirm` of a sweep file. */
export interface ConfirmSettings {
  /** Fresh seeds for each leader. */
  readonly seeds: number;
  /** Most leaders: of those that can't be told apart the first so many. */
  readonly leaders: number;
}

/** States of a sweep. */
export type SweepState = 'pending' | 'running' | 'paused' | 'stopped' | 'cancelled' | 'finished' | 'failed';
/** States of a trial. */
export type TrialState =
  'waiting' | 'running' | 'paused' | 'complete' | 'pruned' | 'diverged' | 'failed' | 'cancelled';
/** States from which nothing moves any more. */
export const TERMINAL_TRIAL_STATES = ['complete', 'pruned', 'diverged', 'failed', 'cancelled'] as const;
export const TERMINAL_SWEEP_STATES = ['stopped', 'cancelled', 'finished', 'failed'] as const;

/** What the control plane proposes for one trial number. */
export type Suggestion =
  | {
      readonly kind: 'trial';
      readonly number: number;
      /** The database's id of the trial, whose row exists now. */
      readonly trialId: string;
      /** Hash of the resolved configuration: names the trial and its workflow. */
      readonly hash: string;
      readonly spec: TrialSpec;
      /** Only what the space varies; for display. */
      readonly assignment: Configuration;
    }
  | {
      /** The sampler's proposal can't be tried (a duplicate of another trial, an impossible combination): go on to the next number. */
      readonly kind: 'skipped';
      readonly number: number;
      readonly reason: string;
    }
  | { readonly kind: 'exhausted' };

/** One stage to train, as it travels to a train worker: keys and numbers, never tensors. */
export interface TrainStageInput {
  readonly sweepId: string;
  readonly trialId: string;
  readonly stage: StageSpec;
  /** Content address of the checkpoint this stage leaves. */
  readonly key: string;
  /** Content address of the checkpoint it starts from; null for task 0. */
  readonly previousKey: string | null;
  /** Claim generation from the database: together with the attempt number it fences writes of older attempts. */
  readonly token: number;
  /** Counts this claim's attempts from 1; the workflow counts, since it decides what is tried again. */
  readonly attempt: number;
  readonly backend: BackendName | 'auto';
  readonly checkpointEverySeconds: number;
  readonly checkpointKeep: number;
}

/** What comes back from a train worker. */
export interface TrainStageOutput {
  readonly result: StageResult;
  /** SHA-256 of the stage's final checkpoint. */
  readonly checkpointDigest: string;
  readonly checkpointBytes: number;
  readonly attempt: number;
  /** The iteration from which this attempt went on; 0 for a fresh start. */
  readonly resumedFrom: number;
  /** Identity of the worker, `host/pid`. */
  readonly worker: string;
}

/** What a train activity's heartbeat says. */
export interface TrainHeartbeat {
  readonly seed: number;
  /** 0-based. */
  readonly task: number;
  readonly iteration: number;
  readonly of: number;
  readonly loss: number;
  /** Newest mid-stage checkpoint's name; null before the first. */
  readonly checkpoint: string | null;
  /** How many stages its slot trains together, this one included; absent if it is trained by itself. */
  readonly packed?: number;
  /** What it is trained on, and how that is doing; absent if the worker does not know. */
  readonly device?: string;
}
