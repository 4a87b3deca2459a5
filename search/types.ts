/** The plain records of the search. Pure data: no I/O, usable inside Temporal workflows. */
import type { InputIssue } from '../common/errors.ts';

/** A value a parameter can take. Arrays are layer widths. */
export type Value = number | string | boolean | readonly number[];

/**
 * When a parameter exists at all: where every parameter named has one of the values listed. Those are parameters of the
 * same space whose values can be counted, and may have conditions themselves.
 */
export type Condition = Readonly<Record<string, readonly Value[]>>;

/** What one hyperparameter may be. */
export type ParameterSpace = (
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'categorical'; readonly values: readonly Value[] }
  | {
      readonly kind: 'float';
      readonly min: number;
      readonly max: number;
      readonly log: boolean;
      /** Values are min + k*step; null for a continuous range. */
      readonly step: number | null;
    }
  | {
      readonly kind: 'int';
      readonly min: number;
      readonly max: number;
      readonly log: boolean;
      /** Values are min + k*step. */
      readonly step: number;
    }
) & {
  /** Left out: always. */
  readonly when?: Condition | undefined;
};

/** What may vary, parameter by parameter; insertion order is the order of display and of the grid. */
export type SearchSpace = Readonly<Record<string, ParameterSpace>>;

/** A proposed configuration: one value for each parameter of the space that exists under the others' values. */
export type Assignment = Readonly<Record<string, Value>>;

/** What is maximised or minimised. */
export interface Objective {
  /** A metric's name, e.g. `val_average_accuracy`. */
  readonly name: string;
  readonly goal: 'maximize' | 'minimize';
}

/** A trial as samplers see it. */
export interface PastTrial {
  readonly number: number;
  readonly assignment: Assignment;
  readonly state: 'running' | 'complete' | 'pruned' | 'diverged' | 'failed';
  /** Mean objective over replicates; null while running or without one. */
  readonly value: number | null;
  /** In a sweep of several objectives, the mean of each in their order; null for one that it lacks. */
  readonly values?: readonly (number | null)[] | null;
  /** Standard error of that mean; null or missing with fewer than two replicates. */
  readonly standardError?: number | null;
}

/** What a sampler is asked with. */
export interface SuggestContext {
  readonly space: SearchSpace;
  readonly objective: Objective;
  /** All objectives of a sweep that has several, `objective` first; left out: one. */
  readonly objectives?: readonly Objective[] | undefined;
  /** The sweep's own seed. */
  readonly seed: number;
  /** The number of the trial to be proposed, 0-based: the same number always gives the same answer from the same history. */
  readonly number: number;
  readonly history: readonly PastTrial[];
  /**
   * Whether a configuration keeps the sweep's constraints; left out: all do. Samplers that learn propose only what does as
   * far as they find any; the others leave it to whoever asks to pass over what does not.
   */
  readonly feasible?: ((assignment: Assignment) => boolean) | undefined;
}

/** Proposes configurations. One file a sampler in `samplers/`. */
export interface Sampler {
  readonly name: string;
  /** Whether it searches by several objectives, or (as grid and random do) by none; left out: by one alone. */
  readonly multiObjective?: boolean;
  /** Why it can't search a space, one fault a parameter; empty if it can. */
  faults(space: SearchSpace): readonly InputIssue[];
  /** How many different configurations it can propose; null where there is no bound. */
  size(space: SearchSpace): number | null;
  /** The next proposal, or `exhausted` when nothing new is left. Deterministic by (seed, number, history). */
  suggest(context: SuggestContext): Assignment | 'exhausted';
}
