import { plainStrategy } from './plain/plain-strategy.ts';

/**
 * The lower bound of methods without a hypernetwork: the network is trained on one task after the other, and nothing is
 * done against forgetting ("None" of van de Ven and Tolias, "Naive" of Avalanche).
 */
export const naive = plainStrategy({
  name: 'naive',
  description: 'the target network itself, trained task after task without any protection',
  hyperparameters: [],
  defaults: () => ({}),
  memory: () => 0,
  method: () => ({}),
});
