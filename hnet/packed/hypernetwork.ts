/**
 * The hypernetwork of `hnet/model/hypernetwork.ts` for P members of one shape: Theta_h [P, n_Theta], task embeddings
 * [P, tasks, taskEmbeddingSize]. The same equations with the member's axis in front.
 */
import * as tf from '@tensorflow/tfjs-core';
import { lastWidth, type Hypernetwork } from '../model/hypernetwork.ts';
import { flatten, product, productTransposed, transposedProduct, view } from './linear-algebra.ts';
import { activated, affine, layersAt, mlpBackward, mlpForward, slope, type PackedLayer } from './mlp.ts';

/** Last hidden activations, with what the backward pass needs. */
export interface PackedPass {
  /** The output layer, W over b: [P, width + 1, m]. */
  readonly last: tf.Tensor3D;
  /** [h, 1] [P, tasks * chunks, width + 1], task by task. */
  readonly output: tf.Tensor3D;
  readonly embeddings: tf.Tensor3D;
  /** [P, chunks, chunkEmbeddingSize]; null for a full hypernetwork. */
  readonly chunkEmbeddings: tf.Tensor3D | null;
  readonly layers: readonly PackedLayer[];
  /** From the first hidden layer's on; empty for a linear hypernetwork. */
  readonly activations: readonly tf.Tensor3D[];
}

/** Hidden layers for all chunks of some tasks of every member. */
export function hiddenForward(
  hypernetwork: Hypernetwork,
  theta: tf.Tensor2D,
  embeddings: tf.Tensor3D,
): PackedPass {
  const { chunks, chunkSize, taskEmbeddingSize, chunkEmbeddingSize, hiddenLayers, activation } = hypernetwork;
  const [members, tasks] = embeddings.shape;
  const widths = [taskEmbeddingSize + chunkEmbeddingSize, ...hiddenLayers];
  const layers = layersAt(theta, chunks * chunkEmbeddingSize, widths, false);
  const chunkEmbeddings = chunkEmbeddingSize === 0 ? null : view(theta, 0, chunks, chunkEmbeddingSize);
  const lastRows = lastWidth(hypernetwork) + 1;
  const last = view(theta, hypernetwork.layout.size - lastRows * chunkSize, lastRows, chunkSize);
  const [first, ...rest] = layers;
  if (first === undefined) {
    const output = withOne(pairs(embeddings, chunkEmbeddings));
    return { last, output, embeddings, chunkEmbeddings, layers, activations: [] };
  }
  const width = first.bias.shape[2];
  const fromTasks = affine(embeddings, { ...first, weights: head(first, taskEmbeddingSize) }); // [P, tasks, width]
  let before = fromTasks;
  if (chunkEmbeddings !== null) {
    const fromChunks = product(chunkEmbeddings, tail(first, taskEmbeddingSize)); // [P, chunks, width]
    const summed = tf.add(
      tf.reshape(fromTasks, [members, tasks, 1, width]),
      tf.reshape(fromChunks, [members, 1, chunks, width]),
    );
    before = tf.reshape(summed, [members, tasks * chunks, width]);
  }
  const activations = mlpForward(activated(activation, before), rest, activation, activation);
  return { last, output: withOne(activations.at(-1)!), embeddings, chunkEmbeddings, layers, activations };
}

/** A column of ones behind. */
function withOne(x: tf.Tensor3D): tf.Tensor3D {
  return tf.concat3d([x, tf.ones([x.shape[0], x.shape[1], 1])], 2);
}

/** [e_j ; c_i] for every task and chunk: [P, tasks * chunks, both sizes]. */
function pairs(embeddings: tf.Tensor3D, chunkEmbeddings: tf.Tensor3D | null): tf.Tensor3D {
  if (chunkEmbeddings === null) return embeddings;
  const [members, tasks, size] = embeddings.shape;
  const chunks = chunkEmbeddings.shape[1];
  const repeated = tf.tile(tf.reshape(embeddings, [members, tasks, 1, size]), [1, 1, chunks, 1]);
  return tf.concat3d(
    [tf.reshape(repeated, [members, tasks * chunks, size]), tf.tile(chunkEmbeddings, [1, tasks, 1])],
    2,
  );
}

/** Backward pass of `hiddenForward`, from dL/dh [P, tasks * chunks, width]. */
export function hiddenBackward(
  hypernetwork: Hypernetwork,
  pass: PackedPass,
  gradient: tf.Tensor3D,
  wantEmbeddings: boolean,
): {
  /** Pieces of dL/dTheta_h in the layout's order, ending before the output layer: [P, size] each. */
  parameters: tf.Tensor2D[];
  /** [P, tasks, taskEmbeddingSize]. */
  embeddings: tf.Tensor3D | null;
} {
  const { chunks, taskEmbeddingSize, activation } = hypernetwork;
  const { chunkEmbeddings, layers } = pass;
  const [members, tasks] = pass.embeddings.shape;
  const over = (x: tf.Tensor3D, axis: 1 | 2): tf.Tensor3D =>
    tf.sum(tf.reshape(x, [members, tasks, chunks, x.shape[2]]), axis);
  const overChunks = (x: tf.Tensor3D): tf.Tensor3D => over(x, 2); // [P, tasks, ...]
  const overTasks = (x: tf.Tensor3D): tf.Tensor3D => (tasks === 1 ? x : over(x, 1)); // [P, chunks, ...]
  const [first, ...rest] = layers;
  if (first === undefined) {
    const ofTasks = tf.slice3d(gradient, [0, 0, 0], [-1, -1, taskEmbeddingSize]);
    const embeddings = wantEmbeddings ? overChunks(ofTasks) : null;
    if (chunkEmbeddings === null) return { parameters: [], embeddings };
    const ofChunks = overTasks(tf.slice3d(gradient, [0, 0, taskEmbeddingSize], [-1, -1, -1]));
    return { parameters: [flatten(ofChunks)], embeddings };
  }
  const behind = mlpBackward(rest, pass.activations, gradient, activation, activation, true);
  const before = slope(activation, behind.input!, pass.activations[0]!); // [P, tasks * chunks, width]
  const ofTasks = overChunks(before);
  const dTaskWeights = flatten(transposedProduct(pass.embeddings, ofTasks));
  const dBias = tf.sum<tf.Tensor2D>(ofTasks, 1);
  const embeddings = wantEmbeddings ? productTransposed(ofTasks, head(first, taskEmbeddingSize)) : null;
  if (chunkEmbeddings === null)
    return { parameters: [dTaskWeights, dBias, ...behind.parameters], embeddings };
  const ofChunks = overTasks(before);
  const dChunkWeights = flatten(transposedProduct(chunkEmbeddings, ofChunks));
  const dChunks = flatten(productTransposed(ofChunks, tail(first, taskEmbeddingSize)));
  return { parameters: [dChunks, dTaskWeights, dChunkWeights, dBias, ...behind.parameters], embeddings };
}

/** The generated weights with the surplus of the last chunk, of one task a member: [P, chunks * m]. */
export function generatePadded({ output, last }: PackedPass): tf.Tensor2D {
  return flatten(product(output, last));
}

/** W of one task a member: Theta_h [P, n_Theta], embeddings [P, 1, taskEmbeddingSize] -> [P, n_W]. The caller disposes it. */
export function generate(
  hypernetwork: Hypernetwork,
  theta: tf.Tensor2D,
  embeddings: tf.Tensor3D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const padded = generatePadded(hiddenForward(hypernetwork, theta, embeddings));
    return tf.slice2d(padded, [0, 0], [-1, hypernetwork.targetSize]);
  });
}

/**
 * Backward pass of the output layer and of all before it.
 * @param gradient with respect to the generated rows [P, tasks * chunks, m]
 * @returns dL/dTheta_h [P, n_Theta], and dL/de if wanted
 */
export function generateBackward(
  hypernetwork: Hypernetwork,
  pass: PackedPass,
  gradient: tf.Tensor3D,
  wantEmbeddings: boolean,
): { theta: tf.Tensor2D; embeddings: tf.Tensor3D | null } {
  const ofRows = productTransposed(gradient, pass.last); // [P, tasks * chunks, width + 1]
  const hidden = tf.slice3d(ofRows, [0, 0, 0], [-1, -1, lastWidth(hypernetwork)]);
  const last = flatten(transposedProduct(pass.output, gradient));
  const behind = hiddenBackward(hypernetwork, pass, hidden, wantEmbeddings);
  return { theta: tf.concat2d([...behind.parameters, last], 1), embeddings: behind.embeddings };
}

/** The rows of a first layer's weights that meet the task embedding. */
function head({ weights }: PackedLayer, rows: number): tf.Tensor3D {
  return tf.slice3d(weights, [0, 0, 0], [-1, rows, -1]);
}

/** The rows that meet the chunk embedding. */
function tail({ weights }: PackedLayer, from: number): tf.Tensor3D {
  return tf.slice3d(weights, [0, from, 0], [-1, -1, -1]);
}
