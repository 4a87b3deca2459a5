import { ACTIVATIONS } from '../model/activation.ts';
import { INITIALISATIONS } from '../model/initialise.ts';
import { STATISTICS_MODES } from '../strategies/task-statistics.ts';
import { SCHEDULES } from '../training/learning-rate.ts';
import type { Domain, Hyperparameter } from './hyperparameter.types.ts';

/** What hyperparameters often may be; strategies with some of their own build on these. */
export const positive: Domain = { kind: 'real', min: 0, max: Infinity, exclusiveMin: true };
export const notNegative: Domain = { kind: 'real', min: 0, max: Infinity };
export const share: Domain = { kind: 'real', min: 0, max: 0.9999 };
export const flag: Domain = { kind: 'boolean' };
export const count = (min: number): Domain => ({ kind: 'integer', min, max: Number.MAX_SAFE_INTEGER });
export const oneOf = (choices: readonly string[]): Domain => ({ kind: 'choice', choices });

/** Target networks by name; a residual network is called by its number of layers, 6 n + 2. */
export const TARGET_NETWORKS = [
  'mlp',
  'resnet8',
  'resnet14',
  'resnet20',
  'resnet32',
  'resnet44',
  'resnet56',
  'zenkenet',
] as const;

/** Every hyperparameter of the hypernetwork strategies, in the order of help texts. */
export const HNET_HYPERPARAMETERS: readonly Hyperparameter[] = [
  {
    name: 'beta',
    doc: 'Strength of the output regulariser; its norm is a sum over all target weights, so it depends on their number.',
    domain: notNegative,
  },
  { name: 'task_embedding_size', doc: 'Dimension of the task embeddings e_t.', domain: count(1) },
  { name: 'chunk_embedding_size', doc: 'Dimension of the chunk embeddings c_i.', domain: count(1) },
  {
    name: 'chunk_size',
    doc: 'm: how many target weights one pass generates; at most the number of target weights.',
    domain: count(1),
  },
  {
    name: 'chunked',
    doc: 'false makes a full hypernetwork: one output head per target tensor.',
    domain: flag,
  },
  {
    name: 'hidden_layers',
    doc: "Widths of the hypernetwork's hidden layers; an empty list makes it linear.",
    domain: { kind: 'layers', minLength: 0 },
  },
  { name: 'activation', doc: "Activation of the hypernetwork's hidden layers.", domain: oneOf(ACTIVATIONS) },
  {
    name: 'target_network',
    doc: 'What is generated: a perceptron, a residual network of that many layers, or ZenkeNet.',
    domain: oneOf(TARGET_NETWORKS),
  },
  {
    name: 'target_layers',
    doc: "Widths of the target network's hidden layers.",
    domain: { kind: 'layers', minLength: 0 },
  },
  {
    name: 'target_activation',
    doc: "Activation of the target network's hidden layers (mlp only; the others are rectified).",
    domain: oneOf(ACTIVATIONS),
  },
  {
    name: 'target_channels',
    doc: 'Channels of a residual network: after the first convolution, and in its three groups.',
    domain: { kind: 'layers', minLength: 4 },
  },
  {
    name: 'batch_norm_statistics',
    doc: 'Running batch-norm statistics that a task is tested with: those of its own training, or the latest (resnets only).',
    domain: oneOf(STATISTICS_MODES),
  },
  {
    name: 'learning_rate',
    doc: "Learning rate of Theta_h, or of a network's own weights.",
    domain: positive,
  },
  {
    name: 'embedding_learning_rate',
    doc: "Learning rate of e_t; `learning_rate`'s value unless given.",
    domain: positive,
  },
  {
    name: 'optimizer',
    doc: "Update rule of what is trained (Theta_h and e_t, or a network's own weights), made afresh for each task.",
    domain: oneOf(['adam', 'sgd']),
  },
  { name: 'adam_beta1', doc: 'Decay of the first moment (adam only).', domain: share },
  { name: 'momentum', doc: 'Momentum (sgd only).', domain: share },
  { name: 'batch_size', doc: 'Samples a step.', domain: count(1) },
  {
    name: 'iterations',
    doc: 'Training steps for each task; 0 where `epochs` says how long.',
    domain: count(0),
  },
  {
    name: 'epochs',
    doc: "Passes through each task's training data, in the place of `iterations`; 0: `iterations` says how long.",
    domain: count(0),
  },
  {
    name: 'learning_rate_schedule',
    doc:
      'Multiples of both learning rates: by epoch (0.1 after 80, 0.01 after 120, 0.001 after 160, 0.0005 after 180), by ' +
      'validation score (times sqrt(0.1) after 5 epochs without a better one), or both multiplied.',
    domain: oneOf(SCHEDULES),
  },
  {
    name: 'augmentation',
    doc: 'Flip and crop training images at random (split-cifar only).',
    domain: flag,
  },
  {
    name: 'soft_targets',
    doc: 'Probability of the true class in the labels that are learnt, the rest spread evenly; 1 for hard labels.',
    domain: { kind: 'real', min: 0, max: 1, exclusiveMin: true },
  },
  {
    name: 'lookahead',
    doc: 'Whether the regulariser is taken at Theta_h + dTheta_h, the step the task gradient alone would take.',
    domain: flag,
  },
  {
    name: 'regularised_tasks',
    doc: 'K: how many earlier tasks, drawn anew in every step, the regulariser sees; -1 for all.',
    domain: count(-1),
  },
  {
    name: 'regulariser_targets',
    doc: 'Keep the targets f_h(e_j, Theta*) of the stage, or generate them again in every step.',
    domain: oneOf(['stored', 'online']),
  },
  {
    name: 'mask_regulariser',
    doc: "Leave other tasks' output neurons out of the regulariser.",
    domain: flag,
  },
  { name: 'initialisation', doc: 'How Theta_h is drawn.', domain: oneOf(INITIALISATIONS) },
  {
    name: 'task_embedding_std',
    doc: 'Standard deviation of freshly drawn task embeddings.',
    domain: positive,
  },
  {
    name: 'chunk_embedding_std',
    doc: 'Standard deviation of freshly drawn chunk embeddings.',
    domain: positive,
  },
];
