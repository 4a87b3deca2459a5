/** The perceptron of `hnet/model/mlp.ts` for several members at once, by hand as there. */
import * as tf from '@tensorflow/tfjs-core';
import { activate, activationGradient, type Activation } from '../model/activation.ts';
import { flatten, product, productTransposed, transposedProduct, view } from './linear-algebra.ts';

/** Weights of one layer. */
export interface PackedLayer {
  /** [P, in, out] or, `transposed`, [P, out, in]. */
  readonly weights: tf.Tensor3D;
  /** [P, 1, out]. */
  readonly bias: tf.Tensor3D;
  /** As in `hnet/model/mlp.ts`: of target networks. */
  readonly transposed: boolean;
}

/** Cuts consecutive layers of the given widths out of flat vectors [P, n], from `offset` on. */
export function layersAt(
  flat: tf.Tensor2D,
  offset: number,
  widths: readonly number[],
  transposed: boolean,
): PackedLayer[] {
  let at = offset;
  return widths.slice(1).map((out, i) => {
    const inputs = widths[i]!;
    const weights = transposed ? view(flat, at, out, inputs) : view(flat, at, inputs, out);
    const bias = view(flat, at + inputs * out, 1, out);
    at += (inputs + 1) * out;
    return { weights, bias, transposed };
  });
}

/** x W + b, member by member: [P or 1, rows, in] -> [P, rows, out]. */
export function affine(x: tf.Tensor3D, { weights, bias, transposed }: PackedLayer): tf.Tensor3D {
  return tf.add(transposed ? productTransposed(x, weights) : product(x, weights), bias);
}

/** dL/d(weights) in their own order. @param gradient with respect to x W + b [P, rows, out] */
function weightGradient(x: tf.Tensor3D, gradient: tf.Tensor3D, { transposed }: PackedLayer): tf.Tensor3D {
  return transposed ? transposedProduct(gradient, x) : transposedProduct(x, gradient);
}

/** dL/dx. @param gradient with respect to x W + b [P, rows, out] */
function inputGradient(gradient: tf.Tensor3D, { weights, transposed }: PackedLayer): tf.Tensor3D {
  return transposed ? product(gradient, weights) : productTransposed(gradient, weights);
}

/** The activation, whatever the rank. */
export function activated(activation: Activation, x: tf.Tensor3D): tf.Tensor3D {
  return activate(activation, x as unknown as tf.Tensor2D) as unknown as tf.Tensor3D;
}

/** Its gradient in terms of its output, likewise. */
export function slope(activation: Activation, gradient: tf.Tensor3D, output: tf.Tensor3D): tf.Tensor3D {
  return activationGradient(
    activation,
    gradient as unknown as tf.Tensor2D,
    output as unknown as tf.Tensor2D,
  ) as unknown as tf.Tensor3D;
}

/** The activations of every layer, the input first. */
export function mlpForward(
  x: tf.Tensor3D,
  layers: readonly PackedLayer[],
  activation: Activation,
  lastActivation: Activation,
): tf.Tensor3D[] {
  const activations = [x];
  layers.forEach((layer, i) => {
    const kind = i + 1 < layers.length ? activation : lastActivation;
    activations.push(activated(kind, affine(activations[i]!, layer)));
  });
  return activations;
}

/**
 * Backward pass.
 * @returns gradients of dW1, db1, dW2, ... as [P, size] each, and with respect to the input if wanted
 */
export function mlpBackward(
  layers: readonly PackedLayer[],
  activations: readonly tf.Tensor3D[],
  outputGradient: tf.Tensor3D,
  activation: Activation,
  lastActivation: Activation,
  wantInput: boolean,
): { parameters: tf.Tensor2D[]; input: tf.Tensor3D | null } {
  const parameters: tf.Tensor2D[] = [];
  let gradient: tf.Tensor3D | null = outputGradient;
  for (let i = layers.length - 1; i >= 0; i -= 1) {
    const kind: Activation = i === layers.length - 1 ? lastActivation : activation;
    const before: tf.Tensor3D = slope(kind, gradient!, activations[i + 1]!);
    parameters.unshift(
      flatten(weightGradient(activations[i]!, before, layers[i]!)),
      tf.sum<tf.Tensor2D>(before, 1),
    );
    gradient = i > 0 || wantInput ? inputGradient(before, layers[i]!) : null;
  }
  return { parameters, input: gradient };
}
