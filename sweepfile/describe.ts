/** A sweep in numbers and words, for whoever is about to start it. */
import { unlessRefused } from '../common/errors.ts';
import { cardinality, spaceSize } from '../search/space/index.ts';
import type { Assignment, ParameterSpace, Value } from '../search/types.ts';
import type { SweepSpec } from '../workflows/types.ts';
import { describeControl } from './describe-control.ts';
import { feasibleShare, type FeasibleShare } from './constraints.ts';
import { resolveTrial } from './resolve-trial.ts';

/** One parameter of the space. */
export interface ParameterDescription {
  readonly name: string;
  /** E.g. `2, 8, 32, 96` or `0.0001 to 1, logarithmic`. */
  readonly values: string;
  /** How many different values; null where there is no count. */
  readonly count: number | null;
}

export interface SweepDescription {
  readonly name: string;
  /** E.g. `split-mnist, CL1, 5 tasks`. */
  readonly benchmark: string;
  readonly strategy: string;
  readonly method: string;
  readonly objective: string;
  readonly parameters: readonly ParameterDescription[];
  /** Different configurations of the space; null for a continuous one. */
  readonly configurations: number | null;
  /** What every trained configuration keeps. */
  readonly constraints: readonly string[];
  /** What steers its spending, in words: early ends, races, budgets. */
  readonly control: readonly string[];
  /** The share of configurations that keep it: of all, or of some drawn at random; null without constraints. */
  readonly feasible: FeasibleShare | null;
  /** Most trials; null where nothing but the user ends it. */
  readonly trials: number | null;
  readonly seeds: readonly number[];
  /** Stages if each is trained: trials x seeds x tasks. Shared ones are trained once. */
  readonly stages: number | null;
}

/** Describes a sweep before it runs. */
export function describeSweep(spec: SweepSpec): SweepDescription {
  const { benchmark, objective } = spec;
  const size = spaceSize(spec.space);
  const most = Math.min(size, spec.runCap ?? Infinity);
  const trials = Number.isFinite(most) ? most : null;
  return {
    name: spec.name,
    benchmark: `${benchmark.name}, ${benchmark.scenario}, ${benchmark.tasks} task${benchmark.tasks === 1 ? '' : 's'}`,
    strategy: spec.strategy,
    method: spec.method,
    objective: (spec.objectives ?? [objective]).map(({ goal, name }) => `${goal} ${name}`).join(', '),
    parameters: Object.entries(spec.space).map(([name, parameter]) => ({
      name,
      values: describeParameter(parameter),
      count: finite(cardinality(parameter)),
    })),
    configurations: finite(size),
    constraints: spec.constraints ?? [],
    control: describeControl(spec),
    feasible: feasibleOf(spec),
    trials,
    seeds: spec.seeds,
    stages: trials === null ? null : trials * spec.seeds.length * benchmark.tasks,
  };
}

function feasibleOf(spec: SweepSpec): FeasibleShare | null {
  if ((spec.constraints ?? []).length === 0) return null;
  const possible = (assignment: Assignment) => unlessRefused(() => resolveTrial(spec, assignment)) !== null;
  return feasibleShare(spec.space, possible);
}

/** The values of a parameter in words, and under which of others' values it exists. */
export function describeParameter({ when, ...parameter }: ParameterSpace): string {
  const values = describeValues(parameter);
  if (when === undefined) return values;
  const conditions = Object.entries(when).map(
    ([parent, allowed]) => `${parent} is ${allowed.map(describeValue).join(' or ')}`,
  );
  return `${values}; only where ${conditions.join(' and ')}`;
}

function describeValues(parameter: ParameterSpace): string {
  switch (parameter.kind) {
    case 'constant':
      return describeValue(parameter.value);
    case 'categorical':
      return parameter.values.map(describeValue).join(', ');
    case 'int':
    case 'float': {
      const { min, max, log, step } = parameter;
      const plain = parameter.kind === 'int' ? 1 : null;
      return [
        `${min} to ${max}`,
        ...(parameter.kind === 'int' && step === 1 ? ['whole numbers'] : []),
        ...(step === plain ? [] : [`steps of ${step}`]),
        ...(log ? ['logarithmic'] : []),
      ].join(', ');
    }
  }
}

function describeValue(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function finite(count: number): number | null {
  return count === Infinity ? null : count;
}
