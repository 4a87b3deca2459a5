/** What a simulated sweep is made of. Plain records. */
import type { PrunerSettings } from '../pruners/index.ts';
import type { RacingSettings } from '../racing.ts';
import type { Assignment, Objective, SearchSpace } from '../types.ts';

/** What training one configuration with one seed gives, stage by stage; values are fewer than the tasks where it diverged. */
export interface Training {
  /** The objective over the tasks so far, after each stage. */
  readonly values: readonly number[];
  /** The score on each task just after it was learnt. */
  readonly during: readonly number[];
  /** Device-seconds of each stage, the diverged one among them. */
  readonly seconds: readonly number[];
  /** Names each stage's content: two stages of one name are trained once. null: nobody shares it. */
  readonly keys: readonly (string | null)[];
  /** Whether the stage after the last one here diverged. */
  readonly diverged: boolean;
}

/** What stands in for real training: a recording, or a formula. */
export interface Surface {
  readonly name: string;
  readonly tasks: number;
  readonly objective: Objective;
  /** The replicate seeds it knows; null: any. */
  readonly seeds: readonly number[] | null;
  /** Deterministic: the same configuration and seed always give the same. */
  train(assignment: Assignment, seed: number): Training;
  /** The configuration's value without the noise of a few seeds: what a search is after. */
  truth(assignment: Assignment): number;
  /** The best `truth` there is. */
  readonly best: number;
  /** How well a proposal is known: exactly, or by its nearest neighbour. */
  match(assignment: Assignment): 'exact' | 'nearest';
}

/** What a sweep file says of a search; the fields of a `SweepSpec` that matter here. */
export interface SimulatedSweep {
  readonly space: SearchSpace;
  readonly objective: Objective;
  /** The sampler's name. */
  readonly method: string;
  readonly searchSeed: number;
  readonly runCap: number | null;
  readonly maxConcurrentTrials: number;
  readonly seeds: readonly number[];
  readonly earlyTerminate?: PrunerSettings | null;
  readonly racing?: RacingSettings | null;
  /** Expressions that a configuration has to keep; what they mean, `simulate` is told (`possible`). */
  readonly constraints?: readonly string[];
  readonly stopWhen?: { readonly noImprovement: number } | null;
  readonly enqueue?: readonly Assignment[];
  readonly maxSeconds?: number | null;
  readonly maxDeviceSeconds?: number | null;
  readonly whenSpent?: 'finish' | 'prune';
}

/** A trial at its end. */
export interface SimulatedTrial {
  readonly number: number;
  readonly assignment: Assignment;
  readonly state: 'complete' | 'pruned' | 'diverged';
  readonly reason: string | null;
  /** Mean objective over its finished replicates; null without one. */
  readonly value: number | null;
  readonly replicates: number;
  /** Stages that were recorded, reused ones among them. */
  readonly stages: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A moment at which the best complete trial became another one. */
export interface Incumbent {
  readonly number: number;
  /** What it had cost by then: device-seconds of everything, and virtual seconds since the start. */
  readonly deviceSeconds: number;
  readonly wallSeconds: number;
  /** Its mean over its seeds, and what it is truly worth. */
  readonly value: number;
  readonly truth: number;
}

/** How a simulated sweep went. */
export interface SimulatedEnd {
  /** By number. */
  readonly trials: readonly SimulatedTrial[];
  readonly incumbents: readonly Incumbent[];
  readonly stages: number;
  readonly reusedStages: number;
  readonly deviceSeconds: number;
  readonly savedDeviceSeconds: number;
  readonly wallSeconds: number;
  /** Proposals that can't be trained, or break a constraint, and were skipped. */
  readonly skipped: number;
  /** Proposals that the surface knows exactly, and those that stand for a neighbour. */
  readonly exact: number;
  readonly nearest: number;
  /** Why it ended. */
  readonly reason: string;
}
