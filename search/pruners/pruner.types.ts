/** What pruners are asked and answer. Plain records: usable in workflows, in simulations, anywhere. */
import type { Objective } from '../types.ts';

/** What a trial reported at a rung. */
export interface RungReport {
  /** The trial's number. */
  readonly number: number;
  /** The objective over the tasks learnt so far; what is not finite counts as the worst. */
  readonly value: number;
}

/**
 * What a pruner is asked with. A rung is a number of tasks learnt, from 1: the mean over the tasks so far is comparable
 * only between trials that have learnt the same tasks, so that pruners look at one rung at a time.
 */
export interface RungContext {
  readonly goal: Objective['goal'];
  /** Number of the trial that is judged. */
  readonly number: number;
  /** Rungs there are: the benchmark's tasks. */
  readonly rungs: number;
  /** This trial's value at each rung up to the present one: `values.length` is the rung. */
  readonly values: readonly number[];
  /** Its score on each task just after it was learnt, for the same rungs; the reference's "during" scores. */
  readonly during: readonly number[];
  /** What every other trial reported at this rung, whether it went on or not. */
  readonly others: readonly RungReport[];
}

/** Whether a trial goes on. */
export type Verdict = { readonly prune: false } | { readonly prune: true; readonly reason: string };

/** Decides after each task of a trial whether the next one is worth it. One file a pruner. */
export interface Pruner {
  readonly name: PrunerSettings['type'];
  /** Whether anything can be decided at a rung; where it can't, nobody need collect what the others reported. */
  judgesAt(rung: number, rungs: number, number: number): boolean;
  /** The same context always gives the same verdict. */
  judge(context: RungContext): Verdict;
}

/** When a pruner that compares trials begins, and how often it looks; names and meaning are Optuna's. */
export interface Patience {
  /** So many other trials must have reached the rung before anything is pruned there. */
  readonly nStartupTrials: number;
  /** So many tasks are never judged. */
  readonly nWarmupSteps: number;
  /** After those, every so many tasks. */
  readonly intervalSteps: number;
}

export interface PercentileSettings extends Patience {
  readonly type: 'percentile';
  /** Share of the trials that goes on, in percent, 0 to 100. */
  readonly percentile: number;
}

export interface MedianSettings extends Patience {
  readonly type: 'median';
}

export interface ThresholdSettings extends Pick<Patience, 'nWarmupSteps' | 'intervalSteps'> {
  readonly type: 'threshold';
  /** What must stay within the bounds: the objective over the tasks so far, or the score on the task just learnt. */
  readonly of: 'objective' | 'during';
  /** One bound for all tasks, or one for each, of which the last holds on; null for none. */
  readonly lower: number | readonly number[] | null;
  readonly upper: number | readonly number[] | null;
}

export interface PatienceSettings {
  readonly type: 'patience';
  /** Tasks without improvement that are borne. */
  readonly patience: number;
  /** What counts as no worse. */
  readonly minDelta: number;
  /** Asked once patience is at its end; without one the trial is pruned. */
  readonly wrapped: Exclude<PrunerSettings, PatienceSettings> | null;
}

export interface HalvingSettings {
  readonly type: 'asha';
  /** Of those that reached a rung the best 1/eta go on. */
  readonly reductionFactor: number;
  /** Tasks until the first rung. */
  readonly minResource: number;
  /** The first rung moves up by this power of eta. */
  readonly minEarlyStoppingRate: number;
  /** The rungs themselves, instead of a geometric series; null for the series. */
  readonly rungs: readonly number[] | null;
}

export interface HyperbandSettings {
  readonly type: 'hyperband';
  readonly reductionFactor: number;
  readonly minResource: number;
  /** Tasks at which no trial is pruned any more; null for the benchmark's. */
  readonly maxResource: number | null;
}

/** `early_terminate` of a sweep file, every default filled in. */
export type PrunerSettings =
  | MedianSettings
  | PercentileSettings
  | ThresholdSettings
  | PatienceSettings
  | HalvingSettings
  | HyperbandSettings;
