/** What a trial's workflow starts with. */
import type { BackendName, TrialSpec } from '../../hnet/types.ts';
import type { Tuning } from '../tuning.ts';

/** Where a replicate stands between two of its stages. */
export interface ReplicatePosition {
  readonly seed: number;
  /** Content addresses of the checkpoints after each task done, in order: the next task's index is their number. */
  readonly keys: readonly string[];
  /** The next stage is to be trained although it was once: its checkpoint is lost. */
  readonly retrain: boolean;
  readonly ended: 'complete' | 'diverged' | null;
}

export interface TrialInput {
  readonly sweepId: string;
  readonly sweepWorkflowId: string;
  readonly trialId: string;
  readonly number: number;
  readonly spec: TrialSpec;
  readonly seeds: readonly number[];
  readonly backend: BackendName | 'auto';
  readonly checkpointEverySeconds: number;
  readonly checkpointKeep: number;
  /** Seconds that the trial may take, pauses apart; waiting for devices and stages counts. Null without limit. */
  readonly maxTrialSeconds: number | null;
  readonly tuning: Tuning;
  /** How it is judged on its way; absent for what is trained to its end whatever comes. */
  readonly judged?: {
    readonly pruner: boolean;
    /** Seeds that run side by side from the beginning; each of the others must be earned. */
    readonly firstSeeds: number;
  };
  /** How often the trial was taken up again after its end. */
  readonly generation?: number;
  /** The confirmation of a leader, whose own row has ended. */
  readonly purpose?: 'confirm';
  /** From the run before, when it continued as new. */
  readonly carry?: {
    readonly positions: readonly ReplicatePosition[];
    readonly secondsSpent: number;
    readonly paused: boolean;
  };
}
