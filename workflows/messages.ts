/** What can be said to running workflows: names and types of their signals, updates and queries. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Assignment } from '../search/types.ts';
import type { Revival, RunningTrial, TrialEnd } from './activities.types.ts';
import type { SearchLimits, SweepMode } from './sweep/state.ts';

/** A sweep as it sees itself. */
export interface SweepProgress {
  readonly mode: SweepMode;
  readonly reason: string | null;
  readonly concurrency: number;
  /** Trials started so far. */
  readonly started: number;
  readonly running: readonly RunningTrial[];
  readonly ended: Readonly<Record<TrialEnd['state'], number>>;
  /** Best objective value of a complete trial so far. */
  readonly best: number | null;
  /** Whether the sampler has nothing new to propose. */
  readonly exhausted: boolean;
  /** Times the workflow continued as new. */
  readonly continued: number;
  /** Configurations of the user's own that wait for their turn. */
  readonly enqueued: number;
  /** Trials in a row that brought no improvement beyond noise. */
  readonly sinceImprovement: number;
  readonly limits: SearchLimits;
}

/** What a sweep gets more of. */
export interface Extension {
  readonly trials?: number;
  readonly deviceSeconds?: number;
  readonly seconds?: number;
}

/** No new trials; with `now`, running stages checkpoint and free their devices. */
export const pauseUpdate = defineUpdate<void, [{ readonly now: boolean }]>('pause');
/** Goes on after a pause. */
export const resumeUpdate = defineUpdate<void>('resume');
/** No new trials; running ones finish, then the sweep ends as `stopped`. */
export const stopUpdate = defineUpdate<void>('stop');
/** Running trials end with their stages checkpointed, then the sweep ends as `cancelled`. */
export const cancelUpdate = defineUpdate<void>('cancel');
/** How many trials may run at once. */
export const setConcurrencyUpdate = defineUpdate<void, [number]>('setConcurrency');
/** More of what limits the search; gives the limits as they are then. */
export const extendUpdate = defineUpdate<SearchLimits, [Extension]>('extend');
/** Configurations of the user's own, tried before the sampler is asked again; gives the limits, raised where need be. */
export const enqueueUpdate = defineUpdate<SearchLimits, [readonly Assignment[]]>('enqueue');
/** Trials that ended are taken up again. */
export const reviveUpdate = defineUpdate<void, [readonly Revival[]]>('revive');
export const progressQuery = defineQuery<SweepProgress>('progress');

/** A trial tells its sweep how it ended. */
export const trialEndedSignal = defineSignal<[TrialEnd]>('trialEnded');
/** A sweep tells its trials to checkpoint and wait, or to go on. */
export const pauseTrialSignal = defineSignal('pauseTrial');
export const resumeTrialSignal = defineSignal('resumeTrial');
/** A sweep ends its trials early, checkpointed, and says why. */
export const pruneTrialSignal = defineSignal<[string]>('pruneTrial');
