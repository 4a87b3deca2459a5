import * as tf from '@tensorflow/tfjs-core';
import { empiricalFisher } from './importance.ts';
import type { FinishedTask } from './method.types.ts';
import { QuadraticProtection } from './quadratic-protection.ts';

export interface EwcOptions {
  readonly lambda: number;
  /** Training samples that the Fisher information is measured on; -1 for all. */
  readonly samples: number;
  /** Of online EWC; null for a term of its own for every task. */
  readonly gamma: number | null;
}

/** EWC and online EWC (hnet-spec 4). */
export class EwcProtection extends QuadraticProtection {
  readonly #options: EwcOptions;

  constructor(options: EwcOptions) {
    super(options.lambda / 2);
    this.#options = options;
  }

  async endTask(task: FinishedTask): Promise<void> {
    const { gamma, samples } = this.#options;
    const fisher = await empiricalFisher(task, samples);
    if (gamma === null) {
      this.terms.merge(fisher, task.weights);
      return;
    }
    const before = this.terms.importance;
    if (before === null) {
      this.terms.replace(fisher, task.weights);
      return;
    }
    this.terms.replace(
      tf.tidy(() => tf.add<tf.Tensor1D>(fisher, tf.mul(before, gamma))),
      task.weights,
    );
    fisher.dispose();
  }
}
