import type * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../random.ts';
import type { Layout } from './layout.ts';

/** A range of output neurons: the head of one task. */
export interface Head {
  readonly from: number;
  readonly size: number;
}

/** Batch labels: class probabilities within the head (one-hot unless softened), or regression targets. */
export type Labels =
  | {
      readonly kind: 'classes';
      readonly oneHot: tf.Tensor2D; // [rows, head size]
      /** 1 for the outputs that a row's softmax runs over, else 0 [rows, head size]; all of the head's unless given. */
      readonly allowed?: tf.Tensor2D;
    }
  | { readonly kind: 'values'; readonly values: tf.Tensor2D }; // [rows, outputs]

/** What a training pass reads besides weights and batch, where a network has it. */
export interface TrainingContext {
  /** Running batch-norm statistics before this pass [statistics.size]; null for networks without any. */
  readonly statistics: tf.Tensor1D | null;
  /** Opens the stream of this iteration's random draws (dropout masks); called at most once. */
  readonly openStream: () => RandomStream;
}

/** A training pass: loss and gradient, and what it moved. The caller disposes all tensors. */
export interface TrainingPass {
  /** dL/dW, as long as the weights given: zero on other heads and on a surplus behind the layout. */
  readonly gradient: tf.Tensor1D;
  /** Scalar; null unless asked for. */
  readonly loss: tf.Scalar | null;
  /** Running statistics after the pass; null for networks without any. */
  readonly statistics: tf.Tensor1D | null;
}

/**
 * The target network f_trgt(x, W). It owns no parameters: they come as one flat vector of its layout, made by a
 * hypernetwork or trained themselves.
 */
export interface TargetNetwork {
  /** Where each tensor lies in W. The last two entries are the output layer's matrix [outputs, width] and bias. */
  readonly layout: Layout;
  /** Output neurons, all heads counted. */
  readonly outputs: number;
  /** Layout of the running batch-norm statistics (means 0 and variances 1 at first); null for networks without any. */
  readonly statistics: Layout | null;
  /**
   * Outputs of a head. Shapes: W [n_W], x [rows, inputs] -> [rows, head size]. The caller disposes it.
   * @param statistics running statistics of the task, for networks that have them
   */
  predict(weights: tf.Tensor1D, x: tf.Tensor2D, head: Head, statistics?: tf.Tensor1D | null): tf.Tensor2D;
  /**
   * Task loss and its gradient with respect to the flat target weights W. Classification: mean softmax cross-entropy
   * over the head's logits, sliced before the softmax (CL1). Regression: mean squared error. The loss itself is computed
   * only when asked for, since reading it every step would cost as much as a layer.
   * @param weights W, with or without a surplus behind it
   * @param context needed by networks with batch norm or dropout; without one, dropout is off
   */
  lossAndGradient(
    weights: tf.Tensor1D,
    x: tf.Tensor2D,
    labels: Labels,
    head: Head,
    wantLoss: boolean,
    context?: TrainingContext,
  ): TrainingPass;
  /**
   * Sum over the rows of a batch of each row's own gradient with respect to W, squared or as a magnitude, element by
   * element: what importances of weights are made of. Absent for networks that can't do it without a loop over rows.
   * @param outputGradient the gradient of each row's quantity with respect to the head's outputs [rows, head size]
   * @returns [n_W], zero on other heads; the caller disposes it
   */
  perSampleSum?(
    weights: tf.Tensor1D,
    x: tf.Tensor2D,
    head: Head,
    outputGradient: (output: tf.Tensor2D) => tf.Tensor2D,
    form: PerSampleForm,
  ): tf.Tensor1D;
}

/** What is summed over samples: (dq/dw)^2 or |dq/dw|. */
export type PerSampleForm = 'squares' | 'magnitudes';

/** Running statistics before any training: means 0, variances 1. Null for networks without any. */
export function freshStatistics(network: TargetNetwork): Float32Array | null {
  if (network.statistics === null) return null;
  const values = new Float32Array(network.statistics.size);
  for (const { name, offset, size } of network.statistics.entries)
    if (name.startsWith('variance')) values.fill(1, offset, offset + size);
  return values;
}
