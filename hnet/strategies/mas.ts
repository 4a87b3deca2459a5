import * as tf from '@tensorflow/tfjs-core';
import { LAMBDA } from './ewc.ts';
import { outputSensitivity } from './plain/importance.ts';
import type { FinishedTask } from './plain/method.types.ts';
import { IMPORTANCE_SAMPLES, plainStrategy } from './plain/plain-strategy.ts';
import { QuadraticProtection } from './plain/quadratic-protection.ts';

/**
 * Memory Aware Synapses (Aljundi et al., 2018): lambda sum_i Omega_i (w_i - w*_i)^2 around the latest weights, Omega being the
 * sum over tasks of the mean over samples of |d ||f(x)||^2 / dw_i|.
 */
export const mas = plainStrategy({
  name: 'mas',
  description: 'memory aware synapses: a quadratic penalty by how much the outputs depend on each weight',
  hyperparameters: [LAMBDA, IMPORTANCE_SAMPLES],
  defaults: () => ({ lambda: 1, importance_samples: -1 }),
  perSample: true,
  memory: (_benchmark, _configuration, weights) => 2 * weights,
  unread: (_, task) => (task === 0 ? ['lambda'] : []),
  method: ({ configuration }) => ({
    protection: new MasProtection(configuration.lambda as number, configuration.importance_samples as number),
  }),
});

/** The protection of `mas`. */
export class MasProtection extends QuadraticProtection {
  readonly #samples: number;

  constructor(lambda: number, samples: number) {
    super(lambda);
    this.#samples = samples;
  }

  async endTask(task: FinishedTask): Promise<void> {
    const own = await outputSensitivity(task, this.#samples);
    const before = this.terms.importance;
    const sum = before === null ? own.clone() : tf.add<tf.Tensor1D>(before, own);
    own.dispose();
    this.terms.replace(sum, task.weights);
  }
}
