import { LAMBDA, lambdaOfEwc } from './ewc.ts';
import { EwcProtection } from './plain/ewc-protection.ts';
import { IMPORTANCE_SAMPLES, plainStrategy } from './plain/plain-strategy.ts';

/**
 * Online EWC (Schwarz et al., 2018): one Fisher diagonal, F <- F_t + gamma F, and one anchor, the latest weights. What the
 * paper's tables call EWC; gamma 1 is of the authors' comparison on Permuted MNIST.
 */
export const onlineEwc = plainStrategy({
  name: 'online-ewc',
  description: 'elastic weight consolidation with one running Fisher information around the latest weights',
  hyperparameters: [
    LAMBDA,
    {
      name: 'gamma',
      doc: "What remains of earlier tasks' Fisher information when a task is added; 1 forgets nothing.",
      domain: { kind: 'real', min: 0, max: 1 },
    },
    IMPORTANCE_SAMPLES,
  ],
  defaults: (_, benchmark) => ({ lambda: lambdaOfEwc(benchmark), gamma: 1, importance_samples: -1 }),
  perSample: true,
  memory: (_benchmark, _configuration, weights) => 2 * weights,
  // After the first task both forms of EWC are the same, stage and all.
  learner: 'ewc',
  unread: (_, task) => (task === 0 ? ['lambda', 'gamma'] : []),
  method: ({ configuration }) => ({
    protection: new EwcProtection({
      lambda: configuration.lambda as number,
      samples: configuration.importance_samples as number,
      gamma: configuration.gamma as number,
    }),
  }),
});
