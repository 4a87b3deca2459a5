import { notNegative } from '../configuration/hyperparameters.ts';
import type { BenchmarkSpec } from '../types.ts';
import { EwcProtection } from './plain/ewc-protection.ts';
import { IMPORTANCE_SAMPLES, plainStrategy } from './plain/plain-strategy.ts';

/** lambda, of all methods that weigh a quadratic penalty by it. */
export const LAMBDA = {
  name: 'lambda',
  doc: 'Strength of the penalty on changes of important weights.',
  domain: notNegative,
};

/**
 * Values of lambda: 100 is that of the authors' comparison on Permuted MNIST. For benchmarks that split classes none is known to
 * us; 10,000 is ours, picked on validation accuracy of Split MNIST (docs/methods.md).
 */
export function lambdaOfEwc({ name }: BenchmarkSpec): number {
  return name.startsWith('split-') ? 10_000 : 100;
}

/**
 * Elastic weight consolidation (Kirkpatrick et al., 2017): lambda / 2 sum_j sum_i F_{j,i} (w_i - w*_{j,i})^2, with a Fisher
 * diagonal F_j and an anchor w*_j for every earlier task j.
 */
export const ewc = plainStrategy({
  name: 'ewc',
  description:
    'elastic weight consolidation: a quadratic penalty by the Fisher information of every earlier task',
  hyperparameters: [LAMBDA, IMPORTANCE_SAMPLES],
  defaults: (_, benchmark) => ({ lambda: lambdaOfEwc(benchmark), importance_samples: -1 }),
  perSample: true,
  // The sum of all terms is one term again (QuadraticPenalty).
  memory: (_benchmark, _configuration, weights) => 2 * weights,
  unread: (_, task) => (task === 0 ? ['lambda'] : []),
  method: ({ configuration }) => ({
    protection: new EwcProtection({
      lambda: configuration.lambda as number,
      samples: configuration.importance_samples as number,
      gamma: null,
    }),
  }),
});
