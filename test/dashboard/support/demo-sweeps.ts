import type { SweepSpec } from '../../../workflows/types.ts';

/** A random search as a user would run it. */
export const splitMnist: SweepSpec = {
  name: 'split-mnist-random',
  benchmark: {
    name: 'split-mnist',
    scenario: 'CL1',
    tasks: 5,
    validation: 5000,
    trainLimit: null,
    dataSeed: 0,
    data: 'mnist',
  },
  strategy: 'hnet',
  method: 'random',
  objective: { name: 'val_average_accuracy', goal: 'maximize' },
  space: {
    beta: { kind: 'float', min: 1e-4, max: 1, log: true, step: null },
    learning_rate: { kind: 'float', min: 3e-4, max: 3e-3, log: true, step: null },
    task_embedding_size: { kind: 'categorical', values: [2, 8, 24, 32, 64, 96] },
    chunk_size: { kind: 'int', min: 2000, max: 60_000, log: true, step: 500 },
    hidden_layers: {
      kind: 'categorical',
      values: [[10, 10], [25, 25], [50]],
    },
    iterations: { kind: 'constant', value: 500 },
  },
  seeds: [1, 2, 3],
  searchSeed: 1,
  runCap: 40,
  maxConcurrentTrials: 4,
  maxFailedTrials: 3,
  maxTrialSeconds: 7200,
  checkpointEverySeconds: 60,
  checkpointKeep: 2,
  backend: 'auto',
  priority: 3,
};

/** A small grid over errors rather than accuracies, with one seed. */
export const polynomials: SweepSpec = {
  ...splitMnist,
  name: 'polynomials-beta',
  benchmark: {
    name: 'polynomials',
    scenario: 'CL1',
    tasks: 3,
    validation: 60,
    trainLimit: null,
    dataSeed: 0,
    data: 'none',
  },
  method: 'grid',
  objective: { name: 'val_average_mse', goal: 'minimize' },
  space: {
    beta: { kind: 'categorical', values: [0.001, 0.01, 0.1] },
    task_embedding_size: { kind: 'categorical', values: [2, 8] },
  },
  seeds: [1],
  runCap: null,
};
