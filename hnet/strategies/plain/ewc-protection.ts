import * as tf from '@tensorflow/tfjs-core';
import type { NamedArrays } from '../strategy.types.ts';
import { empiricalFisher } from './importance.ts';
import type { FinishedTask, Penalty, Protection } from './method.types.ts';
import { PENALTY_TENSORS, QuadraticPenalty } from './quadratic-penalty.ts';

export interface EwcOptions {
  readonly lambda: number;
  /** Training samples that the Fisher information is measured on; -1 for all. */
  readonly samples: number;
  /** Of online EWC; null for a term of its own for every task. */
  readonly gamma: number | null;
}

/** EWC and online EWC (hnet-spec 4). */
export class EwcProtection implements Protection {
  readonly #options: EwcOptions;
  readonly #terms: QuadraticPenalty;

  constructor(options: EwcOptions) {
    this.#options = options;
    this.#terms = new QuadraticPenalty(options.lambda / 2);
  }

  penalty(weights: tf.Tensor1D, wantValue: boolean): Penalty | null {
    return this.#terms.at(weights, wantValue);
  }

  async endTask(task: FinishedTask): Promise<void> {
    const { gamma, samples } = this.#options;
    const fisher = await empiricalFisher(task, samples);
    if (gamma === null) {
      this.#terms.merge(fisher, task.weights);
      return;
    }
    const before = this.#terms.importance;
    if (before === null) {
      this.#terms.replace(fisher, task.weights);
      return;
    }
    this.#terms.replace(
      tf.tidy(() => tf.add<tf.Tensor1D>(fisher, tf.mul(before, gamma))),
      task.weights,
    );
    fisher.dispose();
  }

  save(): Promise<NamedArrays> {
    return this.#terms.save();
  }

  expects({ task }: { readonly task: number }): readonly string[] {
    return task > 0 ? PENALTY_TENSORS : [];
  }

  restore(arrays: NamedArrays): void {
    this.#terms.restore(arrays);
  }

  dispose(): void {
    this.#terms.dispose();
  }
}
