import * as tf from '@tensorflow/tfjs-core';
import { activate, activationGradient, type Activation } from './activation.ts';
import { createLayout, type Layout } from './layout.ts';
import { dense, product, productTransposed, transposedProduct, view2d } from './linear-algebra.ts';
import { layersAt, mlpBackward, mlpForward, type DenseLayer } from './mlp.ts';

/**
 * The task-conditioned hypernetwork f_h(e, Theta_h) -> W (hnet-spec sections 1 and 2).
 *
 * Chunked: a perceptron maps [e ; c_i] to `chunkSize` numbers for every chunk embedding c_i; the rows are concatenated
 * in order and the surplus of the last chunk is dropped. Full: one linear output head per target tensor; side by side
 * these heads are one matrix, so a full hypernetwork is the case of a single chunk of n_W without a chunk embedding.
 *
 * Theta_h is one flat vector (chunk embeddings, hidden layers, output layer) that is passed in, never owned: the
 * look-ahead Theta_h + dTheta_h, the snapshot Theta*_h and the optimiser's moments are vectors of the same layout.
 */
export interface Hypernetwork {
  /** n_W. */
  readonly targetSize: number;
  /** N_C; 1 for a full hypernetwork. */
  readonly chunks: number;
  /** m; n_W for a full hypernetwork. */
  readonly chunkSize: number;
  readonly taskEmbeddingSize: number;
  /** 0 for a full hypernetwork. */
  readonly chunkEmbeddingSize: number;
  readonly hiddenLayers: readonly number[];
  readonly activation: Activation;
  /** Layout of Theta_h. */
  readonly layout: Layout;
}

/** What describes a hypernetwork; `chunkSize` null makes a full one. */
export interface HypernetworkShape {
  readonly targetSize: number;
  readonly chunkSize: number | null;
  readonly taskEmbeddingSize: number;
  readonly chunkEmbeddingSize: number;
  readonly hiddenLayers: readonly number[];
  readonly activation: Activation;
}

/** Describes a hypernetwork and lays out its parameters. */
export function createHypernetwork(shape: HypernetworkShape): Hypernetwork {
  const full = shape.chunkSize === null;
  const chunkSize = shape.chunkSize ?? shape.targetSize;
  const chunks = Math.ceil(shape.targetSize / chunkSize);
  const chunkEmbeddingSize = full ? 0 : shape.chunkEmbeddingSize;
  const widths = [shape.taskEmbeddingSize + chunkEmbeddingSize, ...shape.hiddenLayers, chunkSize];
  const layout = createLayout([
    { name: 'chunk_embeddings', shape: [full ? 0 : chunks, chunkEmbeddingSize] },
    ...widths.slice(1).flatMap((out, i) => [
      { name: `W${i + 1}`, shape: [widths[i]!, out] },
      { name: `b${i + 1}`, shape: [out] },
    ]),
  ]);
  return { ...shape, chunkSize, chunks, chunkEmbeddingSize, layout };
}

/** Width of the last hidden activations, h: the input of the linear output layer. */
export function lastWidth(hypernetwork: Hypernetwork): number {
  return hypernetwork.hiddenLayers.at(-1) ?? hypernetwork.taskEmbeddingSize + hypernetwork.chunkEmbeddingSize;
}

/** The part of Theta_h before the output layer, cut into tensors. */
interface HiddenParameters {
  /** [chunks, chunkEmbeddingSize]; null for a full hypernetwork. */
  readonly chunkEmbeddings: tf.Tensor2D | null;
  readonly layers: readonly DenseLayer[];
}

function hiddenParameters(hypernetwork: Hypernetwork, theta: tf.Tensor1D): HiddenParameters {
  const { chunks, chunkEmbeddingSize, taskEmbeddingSize, hiddenLayers } = hypernetwork;
  const embeddings = chunks * chunkEmbeddingSize;
  return {
    chunkEmbeddings: chunkEmbeddingSize === 0 ? null : view2d(theta, 0, [chunks, chunkEmbeddingSize]),
    layers: layersAt(theta, embeddings, [taskEmbeddingSize + chunkEmbeddingSize, ...hiddenLayers], false),
  };
}

/** The linear output layer, W over b: one matrix [h + 1, m], since they lie one after the other in Theta_h. */
export function outputLayer(hypernetwork: Hypernetwork, theta: tf.Tensor1D): tf.Tensor2D {
  const rows = lastWidth(hypernetwork) + 1;
  const size = rows * hypernetwork.chunkSize;
  return view2d(theta, hypernetwork.layout.size - size, [rows, hypernetwork.chunkSize]);
}

/** Last hidden activations for some embeddings, with what the backward pass needs. */
export interface HiddenPass {
  /** The output layer that takes it from there, W over b: [width + 1, m]. */
  readonly last: tf.Tensor2D;
  /** [h, 1] [tasks * chunks, width + 1], task by task: the 1 meets the bias. */
  readonly output: tf.Tensor2D;
  readonly embeddings: tf.Tensor2D;
  readonly parameters: HiddenParameters;
  /** From the first hidden layer's activations on; empty for a linear hypernetwork. */
  readonly activations: readonly tf.Tensor2D[];
}

/**
 * Hidden layers for all chunks of several tasks at once. The first layer is split, [e ; c] W = e W_e + c W_c, so that
 * it costs tasks + chunks rows rather than tasks * chunks.
 * @param embeddings [tasks, taskEmbeddingSize]
 */
export function hiddenForward(
  hypernetwork: Hypernetwork,
  theta: tf.Tensor1D,
  embeddings: tf.Tensor2D,
): HiddenPass {
  const { chunks, taskEmbeddingSize, chunkEmbeddingSize, activation } = hypernetwork;
  const parameters = hiddenParameters(hypernetwork, theta);
  const last = outputLayer(hypernetwork, theta);
  const tasks = embeddings.shape[0];
  const [first, ...rest] = parameters.layers;
  if (first === undefined) {
    const output = withOne(pairs(hypernetwork, embeddings, parameters.chunkEmbeddings));
    return { last, output, embeddings, parameters, activations: [] };
  }
  const width = first.bias.shape[0];
  const fromTasks = dense(embeddings, head(first.weights, taskEmbeddingSize), first.bias, 'linear'); // [tasks, width]
  let before: tf.Tensor = fromTasks;
  if (parameters.chunkEmbeddings !== null) {
    const chunkWeights = tail(first.weights, taskEmbeddingSize, chunkEmbeddingSize);
    const fromChunks = product(parameters.chunkEmbeddings, chunkWeights); // [chunks, width]
    before =
      tasks === 1
        ? tf.add(fromChunks, fromTasks)
        : tf.reshape(tf.add(tf.reshape(fromTasks, [tasks, 1, width]), fromChunks), [tasks * chunks, width]);
  }
  const activations = mlpForward(activate(activation, before as tf.Tensor2D), rest, activation, activation);
  return { last, output: withOne(activations.at(-1)!), embeddings, parameters, activations };
}

/** A column of ones behind: [rows, n] -> [rows, n + 1]. */
function withOne(x: tf.Tensor2D): tf.Tensor2D {
  return tf.concat2d([x, tf.ones([x.shape[0], 1])], 1);
}

/** [e_j ; c_i] for every task and chunk: [tasks * chunks, taskEmbeddingSize + chunkEmbeddingSize]. */
function pairs(
  hypernetwork: Hypernetwork,
  embeddings: tf.Tensor2D,
  chunkEmbeddings: tf.Tensor2D | null,
): tf.Tensor2D {
  if (chunkEmbeddings === null) return embeddings;
  const { chunks, taskEmbeddingSize } = hypernetwork;
  const tasks = embeddings.shape[0];
  const repeated = tf.tile(tf.reshape(embeddings, [tasks, 1, taskEmbeddingSize]), [1, chunks, 1]);
  return tf.concat(
    [
      tf.reshape<tf.Rank.R2>(repeated, [tasks * chunks, taskEmbeddingSize]),
      tf.tile(chunkEmbeddings, [tasks, 1]),
    ],
    1,
  );
}

/** Gradients behind the output layer: of the flat front part of Theta_h, and of the task embeddings. */
export interface HiddenGradient {
  /** In the order of the layout, ending before the output layer. */
  readonly parameters: tf.Tensor1D[];
  /** [tasks, taskEmbeddingSize]; null unless asked for (old embeddings are frozen). */
  readonly embeddings: tf.Tensor2D | null;
}

/** Backward pass of `hiddenForward`, from dL/dh [tasks * chunks, width]. */
export function hiddenBackward(
  hypernetwork: Hypernetwork,
  pass: HiddenPass,
  gradient: tf.Tensor2D,
  wantEmbeddings: boolean,
): HiddenGradient {
  const { chunks, chunkEmbeddingSize, taskEmbeddingSize, activation } = hypernetwork;
  const tasks = pass.embeddings.shape[0];
  const { chunkEmbeddings, layers } = pass.parameters;
  const overChunks = (x: tf.Tensor2D, width: number): tf.Tensor2D =>
    tf.sum<tf.Tensor2D>(tf.reshape(x, [tasks, chunks, width]), 1);
  const overTasks = (x: tf.Tensor2D, width: number): tf.Tensor2D =>
    tasks === 1 ? x : tf.sum<tf.Tensor2D>(tf.reshape(x, [tasks, chunks, width]), 0);
  const [first, ...rest] = layers;
  if (first === undefined) {
    const embeddings = wantEmbeddings
      ? overChunks(tf.slice2d(gradient, [0, 0], [-1, taskEmbeddingSize]), taskEmbeddingSize)
      : null;
    if (chunkEmbeddings === null) return { parameters: [], embeddings };
    const ofChunks = overTasks(tf.slice2d(gradient, [0, taskEmbeddingSize], [-1, -1]), chunkEmbeddingSize);
    return { parameters: [tf.reshape(ofChunks, [-1])], embeddings };
  }
  const width = first.bias.shape[0];
  const behind = mlpBackward(rest, pass.activations, gradient, activation, activation, true);
  const before = activationGradient(activation, behind.input!, pass.activations[0]!); // [tasks * chunks, width]
  const ofTasks = overChunks(before, width); // [tasks, width]
  const dTaskWeights = transposedProduct(pass.embeddings, ofTasks);
  const dBias = tf.sum<tf.Tensor1D>(ofTasks, 0);
  const embeddings = wantEmbeddings
    ? productTransposed(ofTasks, head(first.weights, taskEmbeddingSize))
    : null;
  if (chunkEmbeddings === null)
    return { parameters: [tf.reshape(dTaskWeights, [-1]), dBias, ...behind.parameters], embeddings };
  const ofChunks = overTasks(before, width); // [chunks, width]
  const dChunkWeights = transposedProduct(chunkEmbeddings, ofChunks);
  const dChunks = productTransposed(ofChunks, tail(first.weights, taskEmbeddingSize, chunkEmbeddingSize));
  return {
    parameters: [
      tf.reshape(dChunks, [-1]),
      tf.reshape(dTaskWeights, [-1]),
      tf.reshape(dChunkWeights, [-1]),
      dBias,
      ...behind.parameters,
    ],
    embeddings,
  };
}

/** W for one task. Shapes: Theta_h flat, embedding [1, taskEmbeddingSize] -> W [n_W]. The caller disposes it. */
export function generate(
  hypernetwork: Hypernetwork,
  theta: tf.Tensor1D,
  embedding: tf.Tensor2D,
): tf.Tensor1D {
  return tf.tidy(() => {
    const padded = generatePadded(hiddenForward(hypernetwork, theta, embedding));
    return tf.slice1d(padded, 0, hypernetwork.targetSize);
  });
}

/** The output layer for the hidden activations of one task: W with the surplus of the last chunk, [chunks * m]. */
export function generatePadded({ output, last }: HiddenPass): tf.Tensor1D {
  return tf.reshape(product(output, last), [-1]);
}

/**
 * Backward pass of the whole hypernetwork for one task: from dL/dW to dL/dTheta_h (flat) and dL/de.
 * @param pass the hidden pass that W was generated from
 * @param gradient with respect to what `generatePadded` gave, [chunks * m]; zero on the surplus
 */
export function generateBackward(
  hypernetwork: Hypernetwork,
  pass: HiddenPass,
  gradient: tf.Tensor1D,
  wantEmbedding: boolean,
): { theta: tf.Tensor1D; embedding: tf.Tensor2D | null } {
  const { chunks, chunkSize } = hypernetwork;
  const rows = tf.reshape<tf.Rank.R2>(gradient, [chunks, chunkSize]);
  const { hidden, last } = outputBackward(hypernetwork, pass, rows);
  const behind = hiddenBackward(hypernetwork, pass, hidden, wantEmbedding);
  return { theta: tf.concat1d([...behind.parameters, last]), embedding: behind.embeddings };
}

/**
 * Backward pass of the output layer.
 * @param gradient with respect to the generated rows [tasks * chunks, m]
 * @returns gradients of h [tasks * chunks, width] and of W and b, flat in the layout's order
 */
export function outputBackward(
  hypernetwork: Hypernetwork,
  pass: HiddenPass,
  gradient: tf.Tensor2D,
): { hidden: tf.Tensor2D; last: tf.Tensor1D } {
  const ofRows = productTransposed(gradient, pass.last); // [tasks * chunks, width + 1]
  return {
    hidden: tf.slice2d(ofRows, [0, 0], [-1, lastWidth(hypernetwork)]),
    last: tf.reshape(transposedProduct(pass.output, gradient), [-1]),
  };
}

/** The first rows of a first layer's weights: those that meet the task embedding. */
function head(weights: tf.Tensor2D, rows: number): tf.Tensor2D {
  return tf.slice2d(weights, [0, 0], [rows, -1]);
}

/** The remaining rows: those that meet the chunk embedding. */
function tail(weights: tf.Tensor2D, from: number, rows: number): tf.Tensor2D {
  return tf.slice2d(weights, [from, 0], [rows, -1]);
}
