/** What workflows ask of activities; `activities/` implements it. Types only: workflows import nothing with I/O. */
import type { BackendName, StageResult, StageSpec, TrialSpec } from '../hnet/types.ts';
import type { Assignment } from '../search/types.ts';
import type { Suggestion, SweepState, TrainStageInput, TrainStageOutput, TrialState } from './types.ts';

/** States in which a trial ends. */
export type EndedTrialState = Extract<
  TrialState,
  'complete' | 'pruned' | 'diverged' | 'failed' | 'cancelled'
>;
/** States in which a sweep ends. */
export type EndedSweepState = Extract<SweepState, 'stopped' | 'cancelled' | 'finished' | 'failed'>;

/** How a trial ended: what its workflow returns and what it tells the sweep. */
export interface TrialEnd {
  readonly number: number;
  readonly state: EndedTrialState;
  /** Mean objective over its replicates; null without one. */
  readonly value: number | null;
  readonly reason: string | null;
  /** Equal for failures of the same kind; null unless it failed. */
  readonly signature: string | null;
  /** Standard error of the value; null or absent with fewer than two replicates. */
  readonly standardError?: number | null;
  /** Set for a failure before any stage had been trained to its end for it. */
  readonly untrained?: true;
  /** `confirm`: the end of a leader's confirmation, which says nothing new of the trial. */
  readonly purpose?: 'confirm';
}

/** What a sweep tells a trial. */
export type TrialOrder = 'run' | 'pause' | 'prune' | 'cancel';

/** A trial that has been started and has not reported its end. */
export interface RunningTrial {
  readonly number: number;
  readonly trialId: string;
  readonly workflowId: string;
  /** Workflow time in milliseconds. */
  readonly startedAt: number;
  /** What it was last told to do. */
  readonly told: TrialOrder;
  /** Set for the confirmation of a leader. */
  readonly purpose?: 'confirm';
}

/** A trial that ended and is taken up again. */
export interface Revival {
  readonly number: number;
  /** How often that makes it. */
  readonly generation: number;
  /** The state that it leaves. */
  readonly from: EndedTrialState;
  /** Whether pruners and races judge it again; one that they ended goes on unjudged. */
  readonly judged: boolean;
}

/** A trial that is among the best, to be evaluated with fresh seeds. */
export interface Leader {
  readonly number: number;
  readonly trialId: string;
  readonly hash: string;
  readonly spec: TrialSpec;
  readonly seeds: readonly number[];
}

/** Whether a trial goes on. */
export type Judgement = { readonly prune: false } | { readonly prune: true; readonly reason: string };

/** A race's verdict: how many seeds a trial that goes on gets next, side by side; left out: one. */
export type Earned =
  { readonly prune: false; readonly next?: number } | { readonly prune: true; readonly reason: string };

/** Asks for the right to train a stage. */
export interface ClaimStageInput {
  readonly trialId: string;
  readonly stage: StageSpec;
  readonly backend: BackendName | 'auto';
  /** Content address of the stage before, as it was claimed; null for task 0. */
  readonly previousKey: string | null;
  /** Trains it again although it is done: its checkpoint is lost. */
  readonly retrain: boolean;
  /** Workflow id of the trial that asks. */
  readonly owner: string;
}

/** The answer to a claim. A stage that was trained before has been recorded for this replicate too (`reused`). */
export type ClaimStageAnswer =
  | { readonly kind: 'claimed'; readonly key: string; readonly token: number }
  | { readonly kind: 'reused'; readonly key: string; readonly outcome: StageResult['outcome'] }
  /** Another trial is training it and goes on doing so: ask again later. */
  | { readonly kind: 'busy'; readonly key: string };

/** Records a trained stage for a replicate, and completes the claim. */
export interface RecordStageInput {
  readonly trialId: string;
  readonly seed: number;
  readonly key: string;
  readonly token: number;
  readonly output: TrainStageOutput;
}

/** Light work beside the database. Each may run twice with the same input and changes nothing the second time. */
export interface ControlActivities {
  /** Proposes trial `number` and makes its row; the same number always gets the same answer. */
  suggest(input: {
    readonly sweepId: string;
    readonly number: number;
    /** The number that the sampler is asked for: numbers of enqueued configurations don't count. `number` unless given. */
    readonly draw?: number;
    /** A configuration of the user's own, in place of a proposal. */
    readonly enqueued?: Assignment;
  }): Promise<Suggestion>;
  /** A trial that ended waits again; `skipped` where it can't. */
  revive(input: { readonly sweepId: string } & Revival): Promise<Suggestion>;
  /** The pruner's verdict on a trial after `rung` tasks of all these seeds. Once given it stays. */
  judge(input: {
    readonly trialId: string;
    readonly rung: number;
    readonly seeds: readonly number[];
  }): Promise<Judgement>;
  /** Whether a trial whose replicates with these seeds are complete gets more. Once given the verdict stays. */
  race(input: { readonly trialId: string; readonly seeds: readonly number[] }): Promise<Earned>;
  /** The trials that may be the best, best first, with replicates made for their confirmation. */
  leaders(input: { readonly sweepId: string }): Promise<readonly Leader[]>;
  /** What a sweep has spent so far. */
  spent(input: { readonly sweepId: string }): Promise<{ readonly deviceSeconds: number }>;
  /** Shows a sweep's state and its reason, and writes both to the audit log. */
  markSweep(input: {
    readonly sweepId: string;
    readonly state: SweepState;
    readonly reason: string | null;
    /** Tells one mark from the next, so that a repeated one is logged once. */
    readonly mark: string;
  }): Promise<void>;
  /** Ends a sweep: trials that never ran are cancelled, then the state is set. */
  endSweep(input: {
    readonly sweepId: string;
    readonly state: EndedSweepState;
    readonly reason: string | null;
    /** Tells one end from the next of a sweep that was taken up again. */
    readonly mark?: string;
  }): Promise<void>;
  /** Shows that a trial runs or is paused. */
  markTrial(input: { readonly trialId: string; readonly state: 'running' | 'paused' }): Promise<void>;
  /** Claims a stage's content address; waits a while, heartbeating, when another live trial is training it. */
  claimStage(input: ClaimStageInput): Promise<ClaimStageAnswer>;
  recordStage(input: RecordStageInput): Promise<void>;
  /** Gives a claim back without a result. */
  releaseStage(input: { readonly key: string; readonly owner: string }): Promise<void>;
  /** Ends a replicate; its metrics are computed from its recorded stages. */
  finishReplicate(input: {
    readonly trialId: string;
    readonly seed: number;
    readonly state: EndedTrialState;
  }): Promise<void>;
  /** Ends a trial and gives its value. */
  finishTrial(input: {
    readonly trialId: string;
    readonly number: number;
    readonly state: EndedTrialState;
    readonly reason: string | null;
    readonly signature: string | null;
    /** How often it was taken up again. */
    readonly generation?: number;
    /** Ends its confirmation instead. */
    readonly purpose?: 'confirm';
  }): Promise<TrialEnd>;
  /** Finds the trials that ended without a word (terminated, timed out, lost), and ends their rows. */
  inspectTrials(input: { readonly trials: readonly RunningTrial[] }): Promise<readonly TrialEnd[]>;
  /** How large a configuration is, in words: for the reason of an out-of-memory. */
  describeSize(input: { readonly trial: TrialSpec }): Promise<string>;
}

/** Work that needs a device. */
export interface TrainActivities {
  /** Trains one stage, or finds it trained already; goes on from its newest mid-stage checkpoint. */
  trainStage(input: TrainStageInput): Promise<TrainStageOutput>;
}
