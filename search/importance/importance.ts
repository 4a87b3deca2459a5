import { uniformStream } from '../random.ts';
import type { SearchSpace, Value } from '../types.ts';
import { tableOf, type Observation, type Table } from './axis.ts';
import { marginalsOf, type TreeMarginals } from './marginals.ts';
import { growTree, predict, shuffle, sortedRows, type Node, type TreeSettings } from './tree.ts';

/** How the forest is grown. The defaults are those of fANOVA's authors and of Optuna. */
export interface ForestSettings extends TreeSettings {
  readonly trees: number;
  readonly seed: number;
}
const DEFAULTS: ForestSettings = { trees: 64, depth: 64, minLeaf: 1, seed: 1 };

/** Keeps the forest's draws apart from a sampler's of the same seed. */
const STREAM = 0x666f72;

/** A mean over trees and its standard deviation between them: each tree saw another bootstrap sample of the trials. */
export interface OverTrees {
  readonly mean: number;
  readonly spread: number;
}

/** A place of a parameter's partial dependence: the objective, everything else averaged over the space. */
export interface Dependence extends OverTrees {
  /** null: the parameter is absent. */
  readonly value: Value | null;
}

/** How much one parameter matters. */
export interface ParameterImportance {
  readonly name: string;
  /** Share of the objective's variance over the space that this parameter alone explains (functional ANOVA). */
  readonly share: OverTrees;
  /** By how much the squared error on trials a tree hasn't seen grows when this parameter is shuffled, over the variance. */
  readonly permutation: OverTrees;
  readonly dependence: readonly Dependence[];
}

/** How much two parameters matter together, beyond each alone. */
export interface Interaction {
  readonly names: readonly [string, string];
  readonly share: OverTrees;
}

/** What a forest says of a sweep's trials. */
export interface Importance {
  /** Trials it rests on, and those left out because they aren't in the space. */
  readonly trials: number;
  readonly skipped: number;
  readonly trees: number;
  /** Share of the variance of trials that it explains where it hasn't seen them: 1 all, 0 or less nothing. */
  readonly outOfBag: number;
  /** Most important first, by share. */
  readonly parameters: readonly ParameterImportance[];
  /** Of every pair, the largest first. */
  readonly interactions: readonly Interaction[];
  /** Share that neither parameters alone nor pairs explain: higher interactions. */
  readonly remainder: number;
}

/** What one tree contributes. */
interface TreeReport {
  readonly marginals: TreeMarginals;
  /** Growth of the squared error, axis by axis; null where every trial was in the bag. */
  readonly permuted: readonly number[] | null;
}

/**
 * Hyperparameter importance from a random forest (L. Breiman, 2001): functional ANOVA of each tree, permutation
 * importance out of bag, partial dependence; each with its spread between trees. Deterministic by seed.
 * @param observations trials that are complete, with their mean objective
 * @returns null where there is nothing to explain: fewer than two trials, all of the same value, or nothing that varies
 */
export function importanceOf(
  space: SearchSpace,
  observations: readonly Observation[],
  settings: Partial<ForestSettings> = {},
): Importance | null {
  const steps = importanceSteps(space, observations, settings);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same, giving back control after every tree: for servers that answer others in between. */
export function* importanceSteps(
  space: SearchSpace,
  observations: readonly Observation[],
  settings: Partial<ForestSettings> = {},
): Generator<void, Importance | null> {
  const { trees, seed, ...growth } = { ...DEFAULTS, ...settings };
  const table = tableOf(space, observations);
  const { values, axes } = table;
  const variance = varianceOf(values);
  if (axes.length === 0 || values.length < 2 || !(variance > 0)) return null;

  const order = sortedRows(table);
  const unseen = { sums: new Float64Array(values.length), counts: new Float64Array(values.length) };
  const reports: TreeReport[] = [];
  for (let number = 0; number < trees; number += 1) {
    const uniform = uniformStream(seed, STREAM, number);
    const weights = bootstrap(values.length, uniform);
    const tree = growTree(table, weights, order, growth, uniform);
    const outOfBag = Int32Array.from(values.keys()).filter((row) => weights[row] === 0);
    for (const row of outOfBag) {
      unseen.sums[row]! += predict(tree, (axis) => table.columns[axis]![row]!);
      unseen.counts[row]! += 1;
    }
    reports.push({
      marginals: marginalsOf(tree, axes),
      permuted: outOfBag.length === 0 ? null : permutation(tree, table, outOfBag, uniform),
    });
    yield;
  }
  return reportOf(table, reports, variance, explained(values, unseen.sums, unseen.counts, variance));
}

/** As many draws with replacement as there are trials: how often each came. */
function bootstrap(count: number, uniform: () => number): Float64Array {
  const weights = new Float64Array(count);
  for (let draw = 0; draw < count; draw += 1) weights[Math.floor(uniform() * count)]! += 1;
  return weights;
}

/** By how much a tree's mean squared error on these rows grows when one axis is shuffled among them, axis by axis. */
function permutation(
  tree: Node,
  { axes, columns, values }: Table,
  rows: Int32Array,
  uniform: () => number,
): readonly number[] {
  const errorWith = (coordinate: (axis: number, i: number) => number): number => {
    let sum = 0;
    for (let i = 0; i < rows.length; i += 1)
      sum += (values[rows[i]!]! - predict(tree, (axis) => coordinate(axis, i))) ** 2;
    return sum / rows.length;
  };
  const plain = errorWith((axis, i) => columns[axis]![rows[i]!]!);
  return axes.map((_, shuffled) => {
    const others = rows.slice();
    shuffle(others, uniform);
    return errorWith((axis, i) => columns[axis]![(axis === shuffled ? others : rows)[i]!]!) - plain;
  });
}

/** 1 less the squared error of what trees predict of trials they haven't seen over the variance. */
function explained(values: Float64Array, sums: Float64Array, counts: Float64Array, variance: number): number {
  let error = 0;
  let count = 0;
  for (let row = 0; row < values.length; row += 1) {
    if (counts[row] === 0) continue;
    error += (values[row]! - sums[row]! / counts[row]!) ** 2;
    count += 1;
  }
  return count === 0 ? NaN : 1 - error / count / variance;
}

function reportOf(
  { axes, values, skipped }: Table,
  reports: readonly TreeReport[],
  variance: number,
  outOfBag: number,
): Importance {
  // A tree that predicts the same everywhere has no variance to share out.
  const varying = reports.filter(({ marginals }) => marginals.variance > 0);
  const shareOf = (part: (marginals: TreeMarginals) => number): OverTrees =>
    overTrees(varying.map(({ marginals }) => part(marginals) / marginals.variance));
  const parameters = axes.map(({ name, points }, d): ParameterImportance => ({
    name,
    share: shareOf(({ first }) => first[d]!),
    permutation: overTrees(
      reports.flatMap(({ permuted }) => (permuted === null ? [] : [permuted[d]! / variance])),
    ),
    dependence: points.map(({ coordinate, value }) => ({
      value,
      ...overTrees(reports.map(({ marginals }) => marginals.marginal(d, coordinate))),
    })),
  }));
  const interactions = axes.flatMap(({ name }, i) =>
    axes.slice(i + 1).map((other, offset): Interaction => ({
      names: [name, other.name],
      share: shareOf(({ pairs }) => pairs[i]![offset]!),
    })),
  );
  const told = [...parameters, ...interactions].reduce((sum, { share }) => sum + share.mean, 0);
  return {
    ...{ trials: values.length, skipped, trees: reports.length, outOfBag },
    parameters: parameters.sort((a, b) => b.share.mean - a.share.mean),
    interactions: interactions.sort((a, b) => b.share.mean - a.share.mean),
    remainder: Math.max(0, 1 - told),
  };
}

function overTrees(values: readonly number[]): OverTrees {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, spread: Math.sqrt(square) };
}

/** Population variance. */
function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
