import * as tf from '@tensorflow/tfjs-core';
import { notNegative, positive } from '../configuration/hyperparameters.ts';
import { fromHost, toHost } from './host-arrays.ts';
import type { FinishedTask, Penalty, Protection } from './plain/method.types.ts';
import { plainStrategy } from './plain/plain-strategy.ts';
import { PENALTY_TENSORS, QuadraticPenalty } from './plain/quadratic-penalty.ts';
import type { NamedArray, NamedArrays } from './strategy.types.ts';

/**
 * Synaptic intelligence (Zenke, Poole and Ganguli, 2017): c sum_i Omega_i (w_i - w*_i)^2 around the latest weights. While a
 * task is trained, omega_i adds up -g_i dw_i, how much each step of weight i lowered the task loss (g is the gradient of
 * that loss alone, dw the whole step); at its end Omega_i += max(0, omega_i / ((w_i - w_i at its start)^2 + epsilon)).
 */
export const si = plainStrategy({
  name: 'si',
  description:
    'synaptic intelligence: a quadratic penalty by how much each weight lowered the loss on its way',
  hyperparameters: [
    { name: 'c', doc: 'Strength of the penalty of synaptic intelligence.', domain: notNegative },
    {
      name: 'epsilon',
      doc: 'Damping of synaptic intelligence, added to the squared way of a weight.',
      domain: positive,
    },
  ],
  defaults: () => ({ c: 0.1, epsilon: 1e-3 }),
  memory: (_benchmark, _configuration, weights) => 2 * weights,
  unread: (_, task) => (task === 0 ? ['c'] : []),
  method: ({ configuration }) => ({
    protection: new SiProtection(configuration.c as number, configuration.epsilon as number),
  }),
});

/** omega and the weights that the path began with, while a task is trained. */
interface Path {
  readonly start: tf.Tensor1D;
  integral: tf.Tensor1D;
}

/** The protection of `si`. */
export class SiProtection implements Protection {
  readonly #epsilon: number;
  readonly #terms: QuadraticPenalty;
  #path: Path | null = null;

  constructor(c: number, epsilon: number) {
    this.#epsilon = epsilon;
    this.#terms = new QuadraticPenalty(c);
  }

  penalty(weights: tf.Tensor1D, wantValue: boolean): Penalty | null {
    return this.#terms.at(weights, wantValue);
  }

  beginTask(weights: tf.Tensor1D): void {
    this.#path = { start: weights.clone(), integral: tf.zerosLike(weights) };
  }

  stepped(before: tf.Tensor1D, after: tf.Tensor1D, gradient: tf.Tensor1D): void {
    const path = this.#path!;
    const next = tf.tidy(() => tf.sub<tf.Tensor1D>(path.integral, tf.mul(gradient, tf.sub(after, before))));
    path.integral.dispose();
    path.integral = next;
  }

  endTask({ weights }: FinishedTask): Promise<void> {
    const { start, integral } = this.#path!;
    const before = this.#terms.importance;
    const sum = tf.tidy(() => {
      const way = tf.square(tf.sub(weights, start));
      const own = tf.relu<tf.Tensor1D>(tf.div(integral, tf.add(way, this.#epsilon)));
      return before === null ? own : tf.add<tf.Tensor1D>(before, own);
    });
    this.#terms.replace(sum, weights);
    this.#closePath();
    return Promise.resolve();
  }

  async save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    const arrays: Record<string, NamedArray> = { ...(await this.#terms.save()) };
    if (scope === 'final' || this.#path === null) return arrays;
    arrays.path_start = await toHost(this.#path.start);
    arrays.path_integral = await toHost(this.#path.integral);
    return arrays;
  }

  expects({ task, midway }: { readonly task: number; readonly midway: boolean }): readonly string[] {
    return [...(task > 0 ? PENALTY_TENSORS : []), ...(midway ? ['path_start', 'path_integral'] : [])];
  }

  restore(arrays: NamedArrays, { midway }: { readonly midway: boolean }): void {
    this.#terms.restore(arrays);
    if (midway)
      this.#path = { start: fromHost(arrays.path_start!), integral: fromHost(arrays.path_integral!) };
  }

  dispose(): void {
    this.#terms.dispose();
    this.#closePath();
  }

  #closePath(): void {
    if (this.#path !== null) tf.dispose([this.#path.start, this.#path.integral]);
    this.#path = null;
  }
}
