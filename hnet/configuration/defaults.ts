import type { BenchmarkSpec, Configuration } from '../types.ts';

/** What all published configurations share (hnet-spec sections 1.3, 1.7). */
const COMMON: Configuration = {
  chunked: true,
  target_activation: 'relu',
  optimizer: 'adam',
  adam_beta1: 0.9,
  momentum: 0,
  batch_size: 128,
  lookahead: true,
  regularised_tasks: -1,
  regulariser_targets: 'stored',
  mask_regulariser: false,
  initialisation: 'xavier',
  task_embedding_std: 1,
  chunk_embedding_std: 1,
};

/** Toy regression (hnet-spec 3.1): a full hypernetwork; chunk values apply only if it is chunked after all. */
const POLYNOMIALS: Configuration = {
  ...COMMON,
  beta: 0.005,
  chunked: false,
  chunk_size: 50,
  task_embedding_size: 2,
  chunk_embedding_size: 2,
  hidden_layers: [10, 10],
  activation: 'sigmoid',
  target_layers: [10, 10],
  target_activation: 'sigmoid',
  learning_rate: 1e-2,
  batch_size: 32,
  iterations: 4001,
};

/** Split MNIST (hnet-spec 3.3). */
const SPLIT_MNIST: Configuration = {
  ...COMMON,
  beta: 0.01,
  task_embedding_size: 96,
  chunk_embedding_size: 96,
  chunk_size: 42_000,
  hidden_layers: [10, 10],
  activation: 'relu',
  target_layers: [400, 400],
  learning_rate: 1e-3,
  iterations: 2000,
};

/** Permuted MNIST, 10 tasks (hnet-spec 3.2). */
const PERMUTED_10: Configuration = {
  ...COMMON,
  beta: 0.1,
  task_embedding_size: 24,
  chunk_embedding_size: 8,
  chunk_size: 78_000,
  hidden_layers: [25, 25],
  activation: 'elu',
  target_layers: [1000, 1000],
  learning_rate: 1e-4,
  iterations: 5000,
};

/** The same with the small target, 100-100. */
const PERMUTED_10_SMALL: Configuration = {
  ...PERMUTED_10,
  beta: 0.05,
  task_embedding_size: 64,
  chunk_embedding_size: 12,
  chunk_size: 2000,
  hidden_layers: [100, 75, 50],
  target_layers: [100, 100],
};

/** From 100 tasks on. */
const PERMUTED_100: Configuration = {
  ...PERMUTED_10,
  beta: 0.01,
  task_embedding_size: 128,
  chunk_embedding_size: 12,
  chunk_size: 7500,
  hidden_layers: [200, 250, 350],
  activation: 'relu',
};

/** From 250 tasks on: 32 tasks a step and no stored targets, for time and memory. */
const PERMUTED_250: Configuration = {
  ...PERMUTED_100,
  chunk_size: 12_000,
  regularised_tasks: 32,
  regulariser_targets: 'online',
};

/**
 * Published hyperparameters of a benchmark, given what the user set: a small target on Permuted MNIST has a published
 * configuration of its own.
 */
export function publishedDefaults(benchmark: BenchmarkSpec, given: Configuration): Configuration {
  switch (benchmark.name) {
    case 'polynomials':
      return POLYNOMIALS;
    case 'split-mnist':
      return SPLIT_MNIST;
    case 'permuted-mnist':
      if (benchmark.tasks >= 250) return PERMUTED_250;
      if (benchmark.tasks >= 100) return PERMUTED_100;
      return JSON.stringify(given.target_layers) === '[100,100]' ? PERMUTED_10_SMALL : PERMUTED_10;
  }
}
