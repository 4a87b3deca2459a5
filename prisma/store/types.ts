/**
 * What the rest of the program asks of the database: narrow interfaces cut by who asks.
 * `prisma/store/` is the only code that imports the generated Prisma clients.
 * Every write is idempotent (natural keys, upserts): repeated after a lost acknowledgement it changes nothing.
 */
import type { Configuration, StageResult } from '../../hnet/types.ts';
import type { PastTrial, Objective } from '../../search/types.ts';
import type { SweepSpec, SweepState, TrialState } from '../../workflows/types.ts';

/** Metric name to value, e.g. `val_average_accuracy`. */
export type Metrics = Readonly<Record<string, number>>;

/** A sweep as lists and pages show it; the counts are maintained in the transactions that change trials. */
export interface SweepRow {
  readonly id: string;
  readonly name: string;
  readonly spec: SweepSpec;
  readonly state: SweepState;
  /** Why it is in this state, where there is something to say (`paused: 5 quick failures ...`). */
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  /** Trials in each state. */
  readonly counts: Readonly<Record<TrialState, number>>;
  /** Stages recorded, how many of them were reused, and device-seconds spent and saved. */
  readonly stagesRecorded: number;
  readonly stagesReused: number;
  readonly deviceSeconds: number;
  readonly savedDeviceSeconds: number;
  readonly bestTrialId: string | null;
  readonly bestValue: number | null;
}

/** A trial with its value over replicates. */
export interface TrialRow {
  readonly id: string;
  readonly sweepId: string;
  readonly number: number;
  readonly hash: string;
  readonly state: TrialState;
  readonly reason: string | null;
  /** What the space varies. */
  readonly assignment: Configuration;
  /** Every hyperparameter, defaults filled in. */
  readonly configuration: Configuration;
  /** Mean objective over finished replicates; null before the first. */
  readonly value: number | null;
  /** Standard error of that mean; null with fewer than two replicates. */
  readonly standardError: number | null;
  readonly replicatesDone: number;
  /** Means over replicates of every metric. */
  readonly metrics: Metrics;
  readonly stagesDone: number;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly deviceSeconds: number;
  readonly origin: TrialOrigin;
  /** How often it was taken up again after its end. */
  readonly generation: number;
}

/** Who proposed a trial. */
export type TrialOrigin = 'sampler' | 'enqueued';

/** What a replicate is for: its trial's value, or the confirmation of a leader with a fresh seed after the search. */
export type ReplicatePurpose = 'search' | 'confirm';

/** One training of a trial's configuration with one seed. */
export interface ReplicateRow {
  readonly trialId: string;
  readonly seed: number;
  readonly purpose: ReplicatePurpose;
  readonly state: TrialState;
  readonly metrics: Metrics | null;
  readonly stages: readonly StageRow[];
}

/** One recorded stage of a replicate. */
export interface StageRow extends StageResult {
  readonly key: string;
  /** Served from an earlier training of the same content address. */
  readonly reused: boolean;
  readonly attempt: number;
  readonly worker: string;
  readonly checkpointDigest: string;
  readonly recordedAt: Date;
}

/** The audit log: who paused what, which worker ran which attempt. */
export interface EventRow {
  readonly id: number;
  readonly sweepId: string | null;
  readonly trialId: string | null;
  readonly at: Date;
  readonly kind: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What to record of a stage of a replicate. */
export interface StageRecord {
  readonly trialId: string;
  readonly seed: number;
  readonly key: string;
  readonly result: StageResult;
  readonly reused: boolean;
  readonly attempt: number;
  readonly worker: string;
  readonly checkpointDigest: string;
}

/** The answer to a claim on a stage's content address. */
export type StageClaim =
  | { readonly kind: 'claimed'; readonly token: number }
  | { readonly kind: 'held'; readonly owner: string; readonly token: number; readonly since: Date }
  | { readonly kind: 'done'; readonly record: StageRecord };

/** For the sweep and trial activities. */
export interface SweepStore {
  /** Creates the row and its id `<name>-<n>` (n counts up per name). */
  createSweep(spec: SweepSpec): Promise<SweepRow>;
  sweep(id: string): Promise<SweepRow | null>;
  /** Moves a sweep to a state; a terminal state is never left. */
  setSweepState(id: string, state: SweepState, reason?: string | null): Promise<void>;
  /** Keeps how many trials may run at once, as it is now, in the row's spec. */
  setSweepConcurrency(id: string, trials: number): Promise<void>;
  /** Removes a sweep that never started (its workflow could not be scheduled). */
  deleteUnstartedSweep(id: string): Promise<void>;
  /** Creates trial `number`; the same number with the same hash again is a no-op; a hash that another number has is a conflict. */
  createTrial(trial: {
    readonly sweepId: string;
    readonly number: number;
    readonly hash: string;
    readonly assignment: Configuration;
    readonly configuration: Configuration;
    readonly seeds: readonly number[];
    /** `sampler` unless given. */
    readonly origin?: TrialOrigin;
  }): Promise<TrialRow>;
  trialByNumber(sweepId: string, number: number): Promise<TrialRow | null>;
  /** What samplers see. */
  history(sweepId: string, objectives?: readonly Objective[]): Promise<readonly PastTrial[]>;
  setTrialState(trialId: string, state: TrialState, reason?: string | null): Promise<void>;
  /** Ends a replicate with its metrics, and refreshes its trial's mean, standard error and its sweep's best, in one transaction. */
  finishReplicate(trialId: string, seed: number, state: TrialState, metrics: Metrics | null): Promise<void>;
  /** In order of seeds; those for the trial's value unless another purpose is asked for. */
  replicates(trialId: string, purpose?: ReplicatePurpose): Promise<readonly ReplicateRow[]>;
  /** Trials whose state is not terminal. */
  openTrials(sweepId: string): Promise<readonly TrialRow[]>;
  openSweeps(): Promise<readonly SweepRow[]>;
  /** Keeps changed limits in the row's spec, as they are now. */
  setSweepLimits(id: string, limits: SweepLimits): Promise<void>;
  /**
   * A sweep that has ended goes on: its state is `running` again. One that has not ended stays as it is.
   * @returns whether it was this call that changed it; of several at once one is told so
   */
  reopenSweep(id: string): Promise<boolean>;
  /** What a workflow needs to go on with a sweep whose own has ended. */
  trialTotals(sweepId: string): Promise<{
    readonly trials: number;
    readonly enqueued: number;
    /** -1 without any. */
    readonly lastNumber: number;
  }>;
  /**
   * A trial that has ended waits again, for the `generation`-th time; what its replicates completed stays, the others
   * wait too. Does nothing if it was taken up that often already.
   */
  reviveTrial(trialId: string, generation: number): Promise<TrialRow>;
  /** Makes replicates for the confirmation of a trial; those that are there stay. */
  addConfirmation(trialId: string, seeds: readonly number[]): Promise<void>;
}

/** Limits that can be changed while a sweep runs. */
export type SweepLimits = Partial<
  Pick<SweepSpec, 'maxConcurrentTrials' | 'runCap' | 'maxDeviceSeconds' | 'maxSeconds'>
>;

/** What a trial reported at a rung, and what came of it. */
export interface ReportRow {
  readonly trialId: string;
  /** Whether rungs are tasks learnt or seeds done. */
  readonly axis: 'tasks' | 'seeds';
  readonly rung: number;
  readonly sweepId: string;
  readonly number: number;
  /** Null where it is not finite. */
  readonly value: number | null;
  /** Why the trial was pruned here; null where it went on. */
  readonly reason: string | null;
}

/** For pruners and races. */
export interface JudgeStore {
  report(trialId: string, axis: ReportRow['axis'], rung: number): Promise<ReportRow | null>;
  /** Enters a report; of several for the same rung of a trial the first stays. Gives the one that stays. */
  addReport(report: ReportRow): Promise<ReportRow>;
  /** What all trials of a sweep but one reported at a rung, by number; light enough for ten thousand. */
  reportsAt(
    sweepId: string,
    axis: ReportRow['axis'],
    rung: number,
    exceptNumber: number,
  ): Promise<readonly { readonly number: number; readonly value: number | null }[]>;
  /** What some seeds of a trial recorded, by seed, in order of tasks, without learning curves. */
  stageResults(
    trialId: string,
    seeds: readonly number[],
  ): Promise<ReadonlyMap<number, readonly StageResult[]>>;
  /** The trial with the best value over at least so many finished replicates, pruned ones and one more left out. */
  leader(
    sweepId: string,
    options: {
      readonly except: string;
      readonly replicates: number;
    },
  ): Promise<TrialRow | null>;
}

/** For stage reuse: who trains a content address, and what came of it. */
export interface StageStore {
  /** Claims a key for an owner (a workflow id). Claiming again as the same owner gives the same token. */
  claimStage(key: string, owner: string): Promise<StageClaim>;
  /** Takes a held claim over from an owner that is gone; fails (gives the present claim) if `token` is no longer the current one. */
  takeOverStage(key: string, owner: string, token: number): Promise<StageClaim>;
  /** Gives a claim back without a result. */
  releaseStage(key: string, owner: string): Promise<void>;
  /**
   * The final checkpoint with this digest is gone or damaged: the stage counts as not done, so that the next claim
   * trains it again. What replicates have recorded of it stays.
   */
  reopenStage(key: string, checkpointDigest: string): Promise<void>;
  /** Records a stage of a replicate; with `token` it also completes the claim, and is refused (`stale-attempt`) if a newer claim exists. */
  recordStage(record: StageRecord, token: number | null): Promise<void>;
}

/** A condition on trials; a text or boolean value compares with what is no number. */
export interface TrialFilter {
  /** As `TrialQuery.sort`. */
  readonly field: string;
  readonly op: '<' | '<=' | '=' | '!=' | '>=' | '>';
  readonly value: number | string | boolean;
}

/** Which trials a page asks for. */
export interface TrialQuery {
  readonly sweepId: string;
  readonly states?: readonly TrialState[];
  /** All of them must hold. */
  readonly filters?: readonly TrialFilter[];
  /**
   * `number` (the default), `value`, `standardError`, `state`, `deviceSeconds`, `stagesDone`, `replicatesDone`, a
   * parameter or a metric; `parameter.x` and `metric.x` where a name could be both. Trials without it come last.
   */
  readonly sort?: string;
  readonly direction?: 'asc' | 'desc';
  readonly limit: number;
  readonly cursor?: string;
}

/** The little that plots need of a trial. */
export type TrialValue = Pick<TrialRow, 'id' | 'number' | 'state' | 'value' | 'standardError' | 'assignment'>;

/** For pages and exports: reads only. */
export interface QueryStore {
  /** Newest first; with `study` those of that name or whose name begins with `<study>.` (a matrix's). */
  listSweeps(options?: {
    readonly limit?: number;
    readonly cursor?: string;
    readonly study?: string;
  }): Promise<{
    readonly sweeps: readonly SweepRow[];
    readonly nextCursor: string | null;
  }>;
  listTrials(
    query: TrialQuery,
  ): Promise<{ readonly trials: readonly TrialRow[]; readonly nextCursor: string | null }>;
  /** Trials that have a value, by number, from the one after `after`: light enough for all of ten thousand. */
  trialValues(options: {
    readonly sweepId: string;
    readonly states: readonly TrialState[];
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly TrialValue[]>;
  /** Complete trials, best first by the sweep's objective. */
  bestTrials(sweepId: string, limit: number, filters?: readonly TrialFilter[]): Promise<readonly TrialRow[]>;
  trial(id: string): Promise<TrialRow | null>;
  /**
   * Metrics by trial and seed, for ranking many at once: of the replicates that count for their trial's value, or of
   * those that confirm it.
   */
  replicateMetrics(
    trialIds: readonly string[],
    purpose?: ReplicatePurpose,
  ): Promise<ReadonlyMap<string, ReadonlyMap<number, Metrics>>>;
  /** Oldest first unless `newestFirst`; ids beyond `after` and below `before`. */
  events(options: {
    readonly sweepId?: string;
    readonly after?: number;
    readonly before?: number;
    readonly newestFirst?: boolean;
    readonly limit: number;
  }): Promise<readonly EventRow[]>;
}

/** The audit log. */
export interface EventStore {
  /** Appends an event once: the same key again changes nothing. */
  appendEvent(event: {
    readonly key: string;
    readonly sweepId?: string | null;
    readonly trialId?: string | null;
    readonly kind: string;
    readonly message: string;
    readonly data?: Readonly<Record<string, unknown>>;
  }): Promise<void>;
}

/**
 * What a stage's checkpoints are still good for: a sweep that is not over (`needed`), models and figures of a training that
 * is (`last`), nothing but being trained from or reused once more (`free`).
 */
export type StageUse = 'needed' | 'last' | 'free';

/** For those who make room. */
export interface StageUseStore {
  /** By key, some hundreds at a time; left out are those that this database does not know. */
  stageUses(keys: readonly string[]): Promise<ReadonlyMap<string, StageUse>>;
}

/** The whole store, as `openStore(url)` gives it. */
export interface Store extends SweepStore, StageStore, JudgeStore, QueryStore, EventStore, StageUseStore {
  /** `sqlite` or `postgresql`. */
  readonly kind: 'sqlite' | 'postgresql';
  close(): Promise<void>;
}
