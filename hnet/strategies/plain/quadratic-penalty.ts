import * as tf from '@tensorflow/tfjs-core';
import { tidy } from '../../model/tidy.ts';
import { fromHost, toHost } from '../host-arrays.ts';
import type { NamedArray, NamedArrays } from '../strategy.types.ts';
import type { Penalty } from './method.types.ts';

/** Names of its tensors in checkpoints, each of n_W numbers. */
export const PENALTY_TENSORS = ['importance', 'anchor'] as const;

interface Terms {
  /** A [n_W]. */
  readonly importance: tf.Tensor1D;
  /** m [n_W]. */
  readonly anchor: tf.Tensor1D;
  /** K. */
  readonly constant: tf.Scalar;
}

/**
 * strength (sum_i A_i (w_i - m_i)^2 + K): what EWC, SI and MAS hold weights with. A are importances, m the anchor.
 *
 * A sum of such terms, one a task, is again one: A = sum_j A_j, m = sum_j A_j w_j / A, and a constant K. So a method with an
 * anchor for every task (`merge`) takes no more memory or time than one with the latest only (`replace`). K has no
 * gradient; it is kept so that the value is that of the sum.
 */
export class QuadraticPenalty {
  readonly #strength: number;
  #terms: Terms | null = null;

  constructor(strength: number) {
    this.#strength = strength;
  }

  /** A; null before the first task's end. Owned here. */
  get importance(): tf.Tensor1D | null {
    return this.#terms?.importance ?? null;
  }

  /** Value and gradient at `weights`; null before the first task's end. */
  at(weights: tf.Tensor1D, wantValue: boolean): Penalty | null {
    const terms = this.#terms;
    if (terms === null) return null;
    return tidy(() => {
      const distance = tf.sub<tf.Tensor1D>(weights, terms.anchor);
      const pull = tf.mul<tf.Tensor1D>(terms.importance, distance);
      const gradient = tf.mul<tf.Tensor1D>(pull, 2 * this.#strength);
      if (!wantValue) return { gradient, value: null };
      const sum = tf.add<tf.Scalar>(tf.sum(tf.mul(pull, distance)), terms.constant);
      return { gradient, value: tf.mul<tf.Scalar>(sum, this.#strength) };
    });
  }

  /** Puts other importances in place of the old ones, around one anchor for all tasks. */
  replace(importance: tf.Tensor1D, weights: tf.Tensor1D): void {
    this.#move({ importance, anchor: weights.clone(), constant: tf.scalar(0) });
  }

  /** Adds a term with an anchor of its own. Disposes `importance`. */
  merge(importance: tf.Tensor1D, weights: tf.Tensor1D): void {
    const before = this.#terms;
    if (before === null) {
      this.replace(importance, weights);
      return;
    }
    const merged = tidy(() => {
      const sum = tf.add<tf.Tensor1D>(before.importance, importance);
      // The share of the new anchor: its importance in the sum, and all of it where nothing is important yet.
      const share = tf.where(tf.greater(sum, 0), tf.div(importance, sum), tf.onesLike(sum));
      const apart = tf.sub(weights, before.anchor);
      const between = tf.sum(tf.mul(tf.mul(before.importance, share), tf.square(apart)));
      return {
        importance: sum,
        anchor: tf.add<tf.Tensor1D>(before.anchor, tf.mul(share, apart)),
        constant: tf.add<tf.Scalar>(before.constant, between),
      };
    });
    importance.dispose();
    this.#move(merged);
  }

  async save(): Promise<NamedArrays> {
    if (this.#terms === null) return {};
    const arrays: Record<string, NamedArray> = {};
    for (const name of PENALTY_TENSORS) arrays[name] = await toHost(this.#terms[name]);
    const { data } = await toHost(this.#terms.constant);
    return { ...arrays, penalty_constant: { shape: [1], data } };
  }

  restore(arrays: NamedArrays): void {
    if (arrays.importance === undefined) return;
    this.#move({
      importance: fromHost(arrays.importance),
      anchor: fromHost(arrays.anchor!),
      constant: tf.scalar(arrays.penalty_constant?.data[0] ?? 0),
    });
  }

  dispose(): void {
    this.#move(null);
  }

  #move(terms: Terms | null): void {
    if (this.#terms !== null) tf.dispose([this.#terms.importance, this.#terms.anchor, this.#terms.constant]);
    this.#terms = terms;
  }
}
