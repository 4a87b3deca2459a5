import type * as tf from '@tensorflow/tfjs-core';

/** The output regulariser of one stage (hnet-spec section 1.2), in whichever form is cheaper. */
export interface Regulariser {
  readonly form: 'plain' | 'gram';
  /**
   * beta R and its gradient at Theta (already looked ahead), for the tasks S:
   * R = 1/|S| sum_{j in S} || f_h(e_j, Theta*) - f_h(e_j, Theta) ||^2, a sum over all n_W weights.
   * @returns flat gradient of beta R [n_Theta]; the value only when asked for. The caller disposes both.
   */
  evaluate(
    theta: tf.Tensor1D,
    tasks: readonly number[],
    wantValue: boolean,
  ): { gradient: tf.Tensor1D; value: tf.Scalar | null };
  dispose(): void;
}

/** What both forms are made from. */
export interface RegulariserInput {
  readonly beta: number;
  /** Theta* at the start of the stage; the regulariser keeps its own copy. */
  readonly snapshot: tf.Tensor1D;
  /** Frozen embeddings of the tasks before, [t, taskEmbeddingSize]; likewise. */
  readonly embeddings: tf.Tensor2D;
}
