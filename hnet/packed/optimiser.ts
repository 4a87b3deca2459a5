/** The optimisers of `hnet/training/optimiser.ts` with constants and step counts of each member's own. */
import * as tf from '@tensorflow/tfjs-core';
import { compiles } from '../backend/compiled.ts';
import { fusedAdam } from '../backend/tensorflow-native/fused-adam.ts';
import { tidy } from '../model/tidy.ts';
import type { OptimiserRule } from '../training/optimiser.ts';
import { perMember } from './linear-algebra.ts';

/** Moments [P, n]; null as in `OptimiserState`. Step counts are the members' iterations. */
export interface PackedMoments {
  readonly first: tf.Tensor2D | null;
  readonly second: tf.Tensor2D | null;
}

/** epsilon of Adam, as in the single optimiser. */
const EPSILON = 1e-8;
const BETA2 = 0.999;

/** An update rule of one kind for all members: SGD with momentum and without count as two. */
export class PackedOptimiser {
  readonly #rules: readonly OptimiserRule[];
  /** Momentum or beta1, and 1 - beta1 [P, 1]; a number where all agree. */
  readonly #decay: tf.Tensor | number;
  readonly #complement: tf.Tensor | number;

  constructor(rules: readonly OptimiserRule[]) {
    this.#rules = rules;
    const decays = rules.map((rule) => (rule.kind === 'adam' ? rule.beta1 : rule.momentum));
    const agreed = decays.every((decay) => decay === decays[0]);
    this.#decay = agreed ? decays[0]! : perMember(decays, 2);
    this.#complement = agreed
      ? 1 - decays[0]!
      : perMember(
          decays.map((decay) => 1 - decay),
          2,
        );
  }

  /**
   * What changes from step to step: each member's rate [P, 1], Adam's bias correction in it. The caller disposes it.
   * @param steps each member's steps so far
   */
  rates(steps: readonly number[]): tf.Tensor {
    return perMember(
      this.#rules.map((rule, i) => rateOf(rule, steps[i]! + 1)),
      2,
    );
  }

  /**
   * Parameters [P, n] after the step each member *would* take for its gradient, and the moments then.
   * @param rates of `rates`
   */
  stepped(
    moments: PackedMoments,
    parameters: tf.Tensor2D,
    gradient: tf.Tensor2D,
    rates: tf.Tensor,
  ): { parameters: tf.Tensor2D } & PackedMoments {
    return tidy(() => {
      const { direction, first, second } = this.#direction(moments, gradient);
      return { parameters: tf.add<tf.Tensor2D>(parameters, tf.mul(direction, rates)), first, second };
    });
  }

  dispose(): void {
    for (const constant of [this.#decay, this.#complement])
      if (typeof constant !== 'number') constant.dispose();
  }

  /** What the rate is multiplied with, and the new moments. */
  #direction(
    { first, second }: PackedMoments,
    gradient: tf.Tensor2D,
  ): { direction: tf.Tensor2D } & PackedMoments {
    if (second === null) {
      const moved = first === null ? null : tf.add<tf.Tensor2D>(tf.mul(first, this.#decay), gradient);
      return { direction: moved ?? gradient, first: moved, second: null };
    }
    const fused =
      typeof this.#decay === 'number' ? fusedDirection(first!, second, gradient, this.#decay) : null;
    if (fused !== null) return fused;
    const m = tf.add<tf.Tensor2D>(tf.mul(first!, this.#decay), tf.mul(gradient, this.#complement));
    const v = tf.add<tf.Tensor2D>(tf.mul(second, BETA2), tf.mul(tf.square(gradient), 1 - BETA2));
    return { direction: tf.div(m, tf.add(tf.sqrt(v), EPSILON)), first: m, second: v };
  }
}

/** What a member's direction is multiplied with at its k-th step: Adam's bias correction is in it. */
function rateOf(rule: OptimiserRule, k: number): number {
  if (rule.kind === 'sgd') return -rule.learningRate;
  return (-rule.learningRate * Math.sqrt(1 - rule.beta2 ** k)) / (1 - rule.beta1 ** k);
}

/**
 * Adam's direction by the backend's own kernel: from zero with rate 1 and, by an infinite step number, without bias
 * correction, it moves by -m / (sqrt(v) + epsilon), whatever each member's rate and step are.
 */
function fusedDirection(
  first: tf.Tensor2D,
  second: tf.Tensor2D,
  gradient: tf.Tensor2D,
  beta1: number,
): ({ direction: tf.Tensor2D } & PackedMoments) | null {
  // A graph has the passes in one piece.
  const adam = compiles() ? null : fusedAdam();
  if (adam === null) return null;
  const shape = gradient.shape;
  const flat = (x: tf.Tensor2D): tf.Tensor1D => tf.reshape(x, [-1]);
  const moved = adam.step(
    {
      ...{ parameters: tf.zeros<tf.Rank.R1>([gradient.size]), gradient: flat(gradient) },
      ...{ first: flat(first), second: flat(second) },
      ...{ learningRate: 1, beta1, beta2: BETA2, epsilon: EPSILON, step: Infinity },
    },
    () => undefined,
  );
  const shaped = (x: tf.Tensor1D): tf.Tensor2D => tf.reshape(x, shape);
  return {
    direction: tf.neg(shaped(moved.parameters)),
    first: shaped(moved.first),
    second: shaped(moved.second),
  };
}
