import * as tf from '@tensorflow/tfjs-core';
import { Compiled, compiles, fuse } from '../backend/compiled.ts';
import { fusedAdam, type AdamOutput } from '../backend/tensorflow-native/fused-adam.ts';

/** Optimisers over one flat parameter vector, with their state in the open: the look-ahead and exact resume need it. */

/** Which update rule, and its constants. */
export type OptimiserRule =
  | { readonly kind: 'adam'; readonly learningRate: number; readonly beta1: number; readonly beta2: number }
  | { readonly kind: 'sgd'; readonly learningRate: number; readonly momentum: number };

/** The same rule at a multiple of its learning rate: what a schedule asks for. */
export function scaledRule(rule: OptimiserRule, scale: number): OptimiserRule {
  return scale === 1 ? rule : { ...rule, learningRate: rule.learningRate * scale };
}

/** Moments and step count. `second` is null for SGD, `first` too without momentum. */
export interface OptimiserState {
  readonly first: tf.Tensor1D | null;
  readonly second: tf.Tensor1D | null;
  readonly step: number;
}

/** epsilon of Adam, added to the root of the uncorrected second moment, as in the reference. */
const EPSILON = 1e-8;

/** The state before the first step: zero moments. The caller owns the tensors. */
export function freshState(rule: OptimiserRule, size: number): OptimiserState {
  const needsFirst = rule.kind === 'adam' || rule.momentum > 0;
  return {
    first: needsFirst ? tf.zeros([size]) : null,
    second: rule.kind === 'adam' ? tf.zeros([size]) : null,
    step: 0,
  };
}

/** Frees a state's tensors. */
export function disposeState(state: OptimiserState): void {
  state.first?.dispose();
  state.second?.dispose();
}

/**
 * The step for a gradient, on whole vectors. Adam: m' = b1 m + (1 - b1) g; v' = b2 v + (1 - b2) g^2; k = step + 1;
 * d = -lr sqrt(1 - b2^k) / (1 - b1^k) m' / (sqrt(v') + eps). SGD: u' = mu u + g; d = -lr u'.
 * @param gradients how many there are, one or two: their sum is g
 * @param inputs parameters, what of the step changes from step to step (`rateOf`), gradients, moments
 * @returns parameters + d, then the new moments: as many as the rule has
 */
function compute(
  rule: OptimiserRule,
  gradients: number,
  [parameters, rate, ...others]: readonly tf.Tensor[],
): tf.Tensor[] {
  const [one, two] = others.slice(0, gradients);
  const gradient = two === undefined ? one : tf.add(one!, two);
  const [first, second] = others.slice(gradients);
  if (rule.kind === 'sgd') {
    const moved = first === undefined ? gradient! : tf.add(tf.mul(first, rule.momentum), gradient!);
    return [tf.sub(parameters!, tf.mul(moved, rate!)), ...(first === undefined ? [] : [moved])];
  }
  const { beta1, beta2 } = rule;
  const m = tf.add(tf.mul(first!, beta1), tf.mul(gradient!, 1 - beta1));
  const v = tf.add(tf.mul(second!, beta2), tf.mul(tf.square(gradient!), 1 - beta2));
  return [tf.sub(parameters!, tf.mul(tf.div(m, tf.add(tf.sqrt(v), EPSILON)), rate!)), m, v];
}

/** Learning rate, with Adam's correction of both moments for their start from zero in it. */
function rateOf(rule: OptimiserRule, { step }: OptimiserState): number {
  if (rule.kind === 'sgd') return rule.learningRate;
  const k = step + 1;
  return (rule.learningRate * Math.sqrt(1 - rule.beta2 ** k)) / (1 - rule.beta1 ** k);
}

/**
 * Vectors from this length on are stepped in one loop, not by a dozen passes over memory. Compiling that loop takes some
 * 0.2 s a process and length, and saves 0.4 ms a step at this length.
 */
const FUSE_FROM = 2 ** 18;

/** Graphs of steps, by rule and length: learners come and go, these stay. */
const graphs = new Map<string, Compiled>();
const MOST_GRAPHS = 16;

/** The step by whatever is quickest here. The caller disposes the results. */
function run(
  rule: OptimiserRule,
  state: OptimiserState,
  parameters: tf.Tensor1D,
  gradients: readonly tf.Tensor1D[],
  only: 'parameters' | 'all',
): tf.Tensor1D[] {
  const { size } = parameters;
  const { learningRate: _, ...shape } = rule;
  const key = JSON.stringify([shape, size, gradients.length, only]);
  let graph = graphs.get(key);
  if (graph === undefined) {
    if (graphs.size >= MOST_GRAPHS) {
      const [oldest, unused] = graphs.entries().next().value!;
      unused.dispose();
      graphs.delete(oldest);
    }
    graph = new Compiled();
    graphs.set(key, graph);
  }
  const moments = [state.first, state.second].filter((moment) => moment !== null);
  const rate = tf.scalar(rateOf(rule, state));
  const whole = (inputs: readonly tf.Tensor[]): tf.Tensor[] =>
    compute(rule, gradients.length, inputs).slice(0, only === 'all' ? undefined : 1);
  const results = graph.run([parameters, rate, ...gradients, ...moments], (inputs) =>
    size >= FUSE_FROM ? fuse(inputs, whole) : whole(inputs),
  );
  rate.dispose();
  return results as tf.Tensor1D[];
}

/**
 * Parameters plus the step the optimiser *would* take for this gradient, without taking it: Theta_h + dTheta_h of the
 * look-ahead. Neither parameters nor state change. The caller disposes the result.
 */
export function lookAhead(
  rule: OptimiserRule,
  state: OptimiserState,
  parameters: tf.Tensor1D,
  gradient: tf.Tensor1D,
): tf.Tensor1D {
  const fused = takeFused(rule, state, parameters, gradient, () => undefined);
  if (fused === null) return run(rule, state, parameters, [gradient], 'parameters')[0]!;
  tf.dispose([fused.first, fused.second]);
  return fused.parameters;
}

/**
 * Takes one step; disposes the old parameters and moments and gives the new ones.
 * @param addend a second part of the gradient: adding it here costs nothing where the step is one loop
 */
export function takeStep(
  rule: OptimiserRule,
  state: OptimiserState,
  parameters: tf.Tensor1D,
  gradient: tf.Tensor1D,
  addend: tf.Tensor1D | null = null,
): { parameters: tf.Tensor1D; state: OptimiserState } {
  const release = (): void => {
    parameters.dispose();
    disposeState(state);
  };
  const step = state.step + 1;
  const fused = takeFused(rule, state, parameters, gradient, release, addend);
  if (fused !== null) {
    const { parameters: moved, first, second } = fused;
    return { parameters: moved, state: { first, second, step } };
  }
  const [moved, first = null, second = null] = run(
    rule,
    state,
    parameters,
    addend === null ? [gradient] : [gradient, addend],
    'all',
  );
  release();
  return { parameters: moved!, state: { first, second, step } };
}

/** Adam's step by a GPU's own kernel; null where it has none, or for another rule. */
function takeFused(
  rule: OptimiserRule,
  state: OptimiserState,
  parameters: tf.Tensor1D,
  gradient: tf.Tensor1D,
  release: () => void,
  addend: tf.Tensor1D | null = null,
): AdamOutput | null {
  if (rule.kind !== 'adam' || compiles()) return null;
  const adam = fusedAdam();
  if (adam === null) return null;
  const { learningRate, beta1, beta2 } = rule;
  const sum = addend === null ? gradient : tf.add<tf.Tensor1D>(gradient, addend);
  const vectors = { parameters, first: state.first!, second: state.second!, gradient: sum };
  const constants = { learningRate, beta1, beta2, epsilon: EPSILON, step: state.step + 1 };
  const output = adam.step({ ...vectors, ...constants }, release);
  if (addend !== null) sum.dispose();
  return output;
}
