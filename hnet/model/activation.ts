import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from '../backend/tensorflow-native/native-backend.ts';

/** Activations of the hidden layers, of hypernetworks and targets alike. */
export const ACTIVATIONS = ['linear', 'sigmoid', 'relu', 'elu'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** The activation itself. */
export function activate(activation: Activation, x: tf.Tensor2D): tf.Tensor2D {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'elu':
      return tf.elu(x);
  }
}

/** TensorFlow's own operations for the gradients below, each one pass where the formulas take two or three. */
const NATIVE_GRADIENTS = { relu: 'ReluGrad', elu: 'EluGrad', sigmoid: 'SigmoidGrad' } as const;

/**
 * Gradient with respect to the pre-activation, given the gradient with respect to the activation and the activation
 * itself: all four derivatives can be written in terms of the output, so pre-activations need not be kept.
 */
export function activationGradient(
  activation: Activation,
  gradient: tf.Tensor2D,
  output: tf.Tensor2D,
): tf.Tensor2D {
  const native = nativeBackend();
  if (native !== null && activation !== 'linear') {
    const { TF_ATTR_TYPE, TF_FLOAT } = native.binding;
    const attributes = [{ name: 'T', type: TF_ATTR_TYPE!, value: TF_FLOAT }];
    const inputs = activation === 'sigmoid' ? [output, gradient] : [gradient, output];
    return native.executeSingleOutput(NATIVE_GRADIENTS[activation], attributes, inputs) as tf.Tensor2D;
  }
  switch (activation) {
    case 'linear':
      return gradient;
    case 'relu':
      // A rectified output is never negative, so its sign is the step function, and one kernel everywhere.
      return tf.mul(gradient, tf.sign(output));
    case 'sigmoid':
      return tf.mul(gradient, tf.mul(output, tf.sub(1, output)));
    case 'elu':
      // elu'(x) = 1 for x > 0, else elu(x) + 1; and min(output, 0) + 1 is both.
      return tf.mul(gradient, tf.add(tf.minimum(output, 0), 1));
  }
}
