import { ACTIVATIONS } from '../model/activation.ts';
import { NEW_OUTPUTS, WEIGHTINGS } from '../replay/replay-plan.ts';
import type { Hyperparameter } from './hyperparameter.types.ts';
import { count, flag, HNET_HYPERPARAMETERS, notNegative, oneOf, positive } from './hyperparameters.ts';

/** Of the replay model, a variational auto-encoder (hnet-spec 3.6), whether its decoder is protected or not. */
export const REPLAY_MODEL: readonly Hyperparameter[] = [
  {
    name: 'encoder_layers',
    doc: "Widths of the hidden layers of the replay model's encoder.",
    domain: { kind: 'layers', minLength: 0 },
  },
  {
    name: 'decoder_layers',
    doc: "Widths of the hidden layers of the replay model's decoder.",
    domain: { kind: 'layers', minLength: 0 },
  },
  { name: 'latent_size', doc: 'Dimension of z, the latent variable of the replay model.', domain: count(1) },
  {
    name: 'conditional_replay',
    doc: 'Whether the decoder is given a one-hot task code (of 100) beside z.',
    domain: flag,
  },
  {
    name: 'replay_iterations',
    doc: "Steps the replay model takes on each task but the last; `iterations`' value unless given.",
    domain: count(1),
  },
  { name: 'replay_learning_rate', doc: 'Learning rate of the replay model.', domain: positive },
];

/** Of the hypernetwork that generates the replay model's decoders. */
export const REPLAY_HYPERNETWORK: readonly Hyperparameter[] = [
  {
    name: 'replay_beta',
    doc: "Strength of the output regulariser of the decoders' hypernetwork.",
    domain: notNegative,
  },
  {
    name: 'replay_task_embedding_size',
    doc: "Dimension of the task embeddings of the decoders' hypernetwork.",
    domain: count(1),
  },
  {
    name: 'replay_chunk_embedding_size',
    doc: 'Dimension of its chunk embeddings.',
    domain: count(1),
  },
  {
    name: 'replay_chunk_size',
    doc: 'How many decoder weights one pass of it generates; at most the number of decoder weights.',
    domain: count(1),
  },
  {
    name: 'replay_hidden_layers',
    doc: 'Widths of its hidden layers; an empty list makes it linear.',
    domain: { kind: 'layers', minLength: 0 },
  },
  { name: 'replay_activation', doc: 'Activation of its hidden layers.', domain: oneOf(ACTIVATIONS) },
];

/** How real and replayed samples share the loss. */
export const REPLAY_WEIGHTING: readonly Hyperparameter[] = [
  {
    name: 'replay_weighting',
    doc: 'constant: replay has the share `replay_weight` of the loss; by_tasks: the share t / (t + 1) after t tasks.',
    domain: oneOf(WEIGHTINGS),
  },
  {
    name: 'replay_weight',
    doc: 'Share of replay in the loss (replay_weighting: constant only).',
    domain: { kind: 'real', min: 0, max: 1 },
  },
];

/** How the classifier as it was before a task labels what is replayed. */
export const REPLAY_LABELS: readonly Hyperparameter[] = [
  {
    name: 'replay_targets',
    doc: 'soft: the probabilities of the classifier before the task (distillation); hard: its likeliest class.',
    domain: oneOf(['soft', 'hard']),
  },
  {
    name: 'distillation_temperature',
    doc: 'Temperature of soft targets; their loss counts by its square.',
    domain: positive,
  },
  {
    name: 'replay_new_outputs',
    doc: "What a task's new outputs are in soft targets (CL3): zero_logit as in the authors' code, or zero_probability.",
    domain: oneOf(NEW_OUTPUTS),
  },
];

/** Of the network that infers the task. */
export const TASK_INFERENCE: readonly Hyperparameter[] = [
  {
    name: 'inference_layers',
    doc: "Widths of the task-inference network's hidden layers; those of the target network unless given.",
    domain: { kind: 'layers', minLength: 0 },
  },
];

/** Those hyperparameters of the hypernetwork strategies that a classifier with weights of its own has too. */
export const PLAIN_CLASSIFIER = pick([
  'target_layers',
  'target_activation',
  'learning_rate',
  'optimizer',
  'adam_beta1',
  'momentum',
  'batch_size',
  'iterations',
]);

/** Those that say how a hypernetwork is trained, whatever it generates. */
export const HYPERNETWORK_TRAINING = pick([
  'lookahead',
  'regularised_tasks',
  'regulariser_targets',
  'initialisation',
  'task_embedding_std',
  'chunk_embedding_std',
]);

function pick(names: readonly string[]): readonly Hyperparameter[] {
  return HNET_HYPERPARAMETERS.filter(({ name }) => names.includes(name));
}
