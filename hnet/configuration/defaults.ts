import type { BenchmarkSpec, Configuration } from '../types.ts';

/** What all published configurations share (hnet-spec sections 1.3, 1.7). */
const COMMON: Configuration = {
  chunked: true,
  target_network: 'mlp',
  target_activation: 'relu',
  target_channels: [16, 16, 32, 64],
  batch_norm_statistics: 'per-task',
  optimizer: 'adam',
  adam_beta1: 0.9,
  momentum: 0,
  batch_size: 128,
  epochs: 0,
  learning_rate_schedule: 'constant',
  augmentation: false,
  soft_targets: 1,
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

/** Split CIFAR-10/100 with ResNet-32 (hnet-spec 3.4): a hypernetwork without hidden layers. */
const SPLIT_CIFAR_RESNET: Configuration = {
  ...COMMON,
  beta: 0.05,
  task_embedding_size: 32,
  chunk_embedding_size: 32,
  chunk_size: 7000,
  hidden_layers: [],
  activation: 'relu',
  target_network: 'resnet32',
  target_layers: [],
  learning_rate: 1e-3,
  batch_size: 32,
  iterations: 5000,
  epochs: 200,
  learning_rate_schedule: 'steps+plateau',
  augmentation: true,
  mask_regulariser: true,
};

/** The same with ZenkeNet. */
const SPLIT_CIFAR_ZENKENET: Configuration = {
  ...SPLIT_CIFAR_RESNET,
  beta: 0.01,
  task_embedding_size: 48,
  chunk_embedding_size: 80,
  chunk_size: 5500,
  hidden_layers: [100, 150, 200],
  target_network: 'zenkenet',
  learning_rate: 1e-4,
  adam_beta1: 0.5,
  batch_size: 256,
  epochs: 80,
  learning_rate_schedule: 'constant',
  augmentation: false,
};

/** A perceptron has no published values there: those of ZenkeNet, without what is the images' own. */
const SPLIT_CIFAR_MLP: Configuration = {
  ...SPLIT_CIFAR_ZENKENET,
  target_network: 'mlp',
  target_layers: [1000, 1000],
};

/**
 * Published hyperparameters of a benchmark, given what the user set: a small target on Permuted MNIST has a published
 * configuration of its own.
 */
export function publishedDefaults(benchmark: BenchmarkSpec, given: Configuration): Configuration {
  const published = networkDefaults(benchmark, given);
  // Layers are the perceptron's; and how long is said by iterations or by epochs, whichever the user named.
  const layers = (given.target_network ?? published.target_network) === 'mlp' ? {} : { target_layers: [] };
  const epochs = given.epochs ?? (given.iterations === undefined ? published.epochs! : 0);
  return { ...published, ...layers, epochs, ...(epochs === 0 ? {} : { iterations: 0 }) };
}

/** Of the fashion benchmarks nothing is published: they take the values of their namesakes. */
function networkDefaults(benchmark: BenchmarkSpec, given: Configuration): Configuration {
  switch (benchmark.name) {
    case 'polynomials':
    case 'random-polynomials':
      return POLYNOMIALS;
    case 'split-mnist':
    case 'split-fashion-mnist':
      return SPLIT_MNIST;
    case 'split-cifar':
      if (given.target_network === 'mlp') return SPLIT_CIFAR_MLP;
      return given.target_network === 'zenkenet' ? SPLIT_CIFAR_ZENKENET : SPLIT_CIFAR_RESNET;
    case 'permuted-mnist':
    case 'permuted-fashion-mnist':
      if (benchmark.tasks >= 250) return PERMUTED_250;
      if (benchmark.tasks >= 100) return PERMUTED_100;
      return JSON.stringify(given.target_layers) === '[100,100]' ? PERMUTED_10_SMALL : PERMUTED_10;
  }
}
