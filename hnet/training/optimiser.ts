import * as tf from '@tensorflow/tfjs-core';
import { fusedAdam, type AdamOutput } from '../backend/tensorflow-native/fused-adam.ts';
import { tidy } from '../model/tidy.ts';

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

/** A step that was computed but not taken. */
interface Step {
  readonly change: tf.Tensor1D;
  readonly first: tf.Tensor1D | null;
  readonly second: tf.Tensor1D | null;
}

/**
 * Adam: m' = b1 m + (1 - b1) g; v' = b2 v + (1 - b2) g^2; k = step + 1;
 * d = -lr sqrt(1 - b2^k) / (1 - b1^k) m' / (sqrt(v') + eps). SGD: u' = mu u + g; d = -lr u'.
 */
function compute(rule: OptimiserRule, state: OptimiserState, gradient: tf.Tensor1D): Step {
  if (rule.kind === 'sgd') {
    const first = state.first === null ? null : tf.add(tf.mul(state.first, rule.momentum), gradient);
    return {
      change: tf.mul(first ?? gradient, -rule.learningRate),
      first: first as tf.Tensor1D | null,
      second: null,
    };
  }
  const { learningRate, beta1, beta2 } = rule;
  const k = state.step + 1;
  const rate = (-learningRate * Math.sqrt(1 - beta2 ** k)) / (1 - beta1 ** k);
  const first = tf.add<tf.Tensor1D>(tf.mul(state.first!, beta1), tf.mul(gradient, 1 - beta1));
  const second = tf.add<tf.Tensor1D>(tf.mul(state.second!, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const change = tf.mul<tf.Tensor1D>(tf.div(first, tf.add(tf.sqrt(second), EPSILON)), rate);
  return { change, first, second };
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
  if (fused === null) return tf.tidy(() => tf.add(parameters, compute(rule, state, gradient).change));
  tf.dispose([fused.first, fused.second]);
  return fused.parameters;
}

/** Takes one step; disposes the old parameters and moments and gives the new ones. */
export function takeStep(
  rule: OptimiserRule,
  state: OptimiserState,
  parameters: tf.Tensor1D,
  gradient: tf.Tensor1D,
): { parameters: tf.Tensor1D; state: OptimiserState } {
  const release = (): void => {
    parameters.dispose();
    disposeState(state);
  };
  const fused = takeFused(rule, state, parameters, gradient, release);
  if (fused !== null) {
    const { parameters: moved, first, second } = fused;
    return { parameters: moved, state: { first, second, step: state.step + 1 } };
  }
  const next = tidy(() => {
    const { change, first, second } = compute(rule, state, gradient);
    return { parameters: tf.add<tf.Tensor1D>(parameters, change), first, second };
  });
  release();
  return {
    parameters: next.parameters,
    state: { first: next.first, second: next.second, step: state.step + 1 },
  };
}

/** Adam's step by the backend's own kernel; null where it has none, or for another rule. */
function takeFused(
  rule: OptimiserRule,
  state: OptimiserState,
  parameters: tf.Tensor1D,
  gradient: tf.Tensor1D,
  release: () => void,
): AdamOutput | null {
  if (rule.kind !== 'adam') return null;
  const { learningRate, beta1, beta2 } = rule;
  const vectors = { parameters, first: state.first!, second: state.second!, gradient };
  const constants = { learningRate, beta1, beta2, epsilon: EPSILON, step: state.step + 1 };
  return fusedAdam()?.step({ ...vectors, ...constants }, release) ?? null;
}
