import type * as tf from '@tensorflow/tfjs-core';
import { Compiled, compiles } from '../backend/compiled.ts';
import { generateBackward, generatePadded, hiddenForward, type Hypernetwork } from '../model/hypernetwork.ts';
import { tidy } from '../model/tidy.ts';

/**
 * The loss of generated weights and its gradient.
 * @param weights W_t with the surplus of the last chunk behind it, [chunks * m]
 * @returns the gradient, as long as `weights` and zero on the surplus; the loss only when asked for
 */
export type WeightsLoss = (weights: tf.Tensor1D) => { gradient: tf.Tensor1D; loss: tf.Scalar | null };

/** The same of a batch, as a computation that can be compiled (`Compiled`): within a task it depends on its inputs alone. */
export interface BatchLoss {
  /** What it reads besides the weights; the caller's. */
  readonly inputs: readonly tf.Tensor[];
  /** @returns as `WeightsLoss`, and other tensors that are moved by this step */
  compute(
    weights: tf.Tensor1D,
    inputs: readonly tf.Tensor[],
    wantLoss: boolean,
  ): { gradient: tf.Tensor1D; loss: tf.Scalar | null; moved: readonly tf.Tensor[] };
  /** Gets `moved`, to own it. */
  take(moved: readonly tf.Tensor[]): void;
}

/** Where the gradient is taken. */
export interface Point {
  readonly hypernetwork: Hypernetwork;
  readonly theta: tf.Tensor1D; // [n_Theta]
  readonly embedding: tf.Tensor2D; // [1, taskEmbeddingSize]
}

/** The task loss and its gradients. The caller disposes them. */
export interface LossAndGradients {
  readonly theta: tf.Tensor1D; // [n_Theta]
  readonly embedding: tf.Tensor2D; // [1, taskEmbeddingSize]
  /** Asked for, or at hand. */
  readonly loss: tf.Scalar | null;
}

/** Steps 1 and 2 of an iteration: generate the target's weights, and carry the gradient of its loss back through them. */
export class TaskGradient {
  readonly #compiled = new Compiled();

  run(loss: WeightsLoss | BatchLoss, at: Point, wantLoss: boolean): LossAndGradients {
    return typeof loss === 'function' ? this.#once(loss, at) : this.#compiledRun(loss, at, wantLoss);
  }

  dispose(): void {
    this.#compiled.dispose();
  }

  #once(lossOf: WeightsLoss, { hypernetwork, theta, embedding }: Point): LossAndGradients {
    return tidy(() => {
      const pass = hiddenForward(hypernetwork, theta, embedding);
      const { gradient, loss } = lossOf(generatePadded(pass));
      const back = generateBackward(hypernetwork, pass, gradient, true);
      return { theta: back.theta, embedding: back.embedding!, loss };
    });
  }

  #compiledRun(
    batch: BatchLoss,
    { hypernetwork, theta, embedding }: Point,
    wantLoss: boolean,
  ): LossAndGradients {
    // In a graph the loss, a few numbers in the end, is always computed: asking for it then changes no bit of the rest.
    const withLoss = wantLoss || compiles();
    const [ofTheta, ofEmbedding, ...others] = this.#compiled.run(
      [theta, embedding, ...batch.inputs],
      ([t, e, ...inputs]) => {
        const pass = hiddenForward(hypernetwork, t as tf.Tensor1D, e as tf.Tensor2D);
        const { gradient, loss, moved } = batch.compute(generatePadded(pass), inputs, withLoss);
        const back = generateBackward(hypernetwork, pass, gradient, true);
        return [back.theta, back.embedding!, ...(withLoss ? [loss!] : []), ...moved];
      },
    );
    const [loss, moved] = withLoss ? [others[0]!, others.slice(1)] : [null, others];
    batch.take(moved);
    return { theta: ofTheta, embedding: ofEmbedding, loss } as LossAndGradients;
  }
}
