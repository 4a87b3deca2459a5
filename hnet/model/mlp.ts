import * as tf from '@tensorflow/tfjs-core';
import { activationGradient, type Activation } from './activation.ts';
import { dense, product, productTransposed, transposedProduct, view1d, view2d } from './linear-algebra.ts';

/** Weights of one layer. */
export interface DenseLayer {
  /** [in, out] or, `transposed`, [out, in]. */
  readonly weights: tf.Tensor2D;
  /** [out]. */
  readonly bias: tf.Tensor1D;
  /** Target networks are stored [out, in] (`mlpLayout`), hypernetworks [in, out]. */
  readonly transposed: boolean;
}

/** Cuts consecutive dense layers of the given widths out of a flat vector, from `offset` on. */
export function layersAt(
  flat: tf.Tensor1D,
  offset: number,
  widths: readonly number[],
  transposed: boolean,
): DenseLayer[] {
  let at = offset;
  return widths.slice(1).map((out, i) => {
    const inputs = widths[i]!;
    const weights = view2d(flat, at, transposed ? [out, inputs] : [inputs, out]);
    const bias = view1d(flat, at + inputs * out, out);
    at += (inputs + 1) * out;
    return { weights, bias, transposed };
  });
}

/** activation(x W + b) [rows, in] -> [rows, out]. */
export function applyLayer(x: tf.Tensor2D, layer: DenseLayer, activation: Activation): tf.Tensor2D {
  return dense(x, layer.weights, layer.bias, activation, layer.transposed);
}

/** dL/d(weights) in their own order. @param gradient with respect to x W + b [rows, out] */
export function weightGradient(
  x: tf.Tensor2D,
  gradient: tf.Tensor2D,
  { transposed }: Pick<DenseLayer, 'transposed'>,
): tf.Tensor2D {
  return transposed ? transposedProduct(gradient, x) : transposedProduct(x, gradient);
}

/** dL/dx [rows, in]. @param gradient with respect to x W + b [rows, out] */
export function inputGradient(gradient: tf.Tensor2D, layer: DenseLayer): tf.Tensor2D {
  return layer.transposed ? product(gradient, layer.weights) : productTransposed(gradient, layer.weights);
}

/** The activations of every layer, the input first: what the backward pass needs. */
export function mlpForward(
  x: tf.Tensor2D,
  layers: readonly DenseLayer[],
  activation: Activation,
  lastActivation: Activation,
): tf.Tensor2D[] {
  const activations = [x];
  layers.forEach((layer, i) => {
    const kind = i + 1 < layers.length ? activation : lastActivation;
    activations.push(applyLayer(activations[i]!, layer, kind));
  });
  return activations;
}

/** Gradients of a perceptron. */
export interface MlpGradient {
  /** In the order of the layers: dW1, db1, dW2, db2, ...; flattened. */
  readonly parameters: tf.Tensor1D[];
  /** With respect to the input; null unless asked for. */
  readonly input: tf.Tensor2D | null;
}

/**
 * Backward pass.
 * @param activations what `mlpForward` gave
 * @param outputGradient with respect to the last activation [rows, out]
 * @param wantInput whether the gradient with respect to the input is needed; for the target network it never is
 */
export function mlpBackward(
  layers: readonly DenseLayer[],
  activations: readonly tf.Tensor2D[],
  outputGradient: tf.Tensor2D,
  activation: Activation,
  lastActivation: Activation,
  wantInput: boolean,
): MlpGradient {
  const parameters: tf.Tensor1D[] = [];
  let gradient: tf.Tensor2D | null = outputGradient;
  for (let i = layers.length - 1; i >= 0; i -= 1) {
    const kind: Activation = i === layers.length - 1 ? lastActivation : activation;
    const before: tf.Tensor2D = activationGradient(kind, gradient!, activations[i + 1]!);
    parameters.unshift(
      tf.reshape(weightGradient(activations[i]!, before, layers[i]!), [-1]),
      tf.sum(before, 0),
    );
    gradient = i > 0 || wantInput ? inputGradient(before, layers[i]!) : null;
  }
  return { parameters, input: gradient };
}
