import * as tf from '@tensorflow/tfjs-core';
import { activationGradient, type Activation } from '../../model/activation.ts';
import { createLayout, type Layout } from '../../model/layout.ts';
import { view1d, view2d } from '../../model/linear-algebra.ts';
import { outputLoss } from '../../model/loss.ts';
import { applyLayer, inputGradient, weightGradient, type DenseLayer } from '../../model/mlp.ts';
import type { Labels } from '../../model/target-network.ts';
import { tidy } from '../../model/tidy.ts';

/** What all columns of a progressive network have in common. */
export interface ColumnShape {
  readonly inputs: number;
  readonly hidden: readonly number[];
  /** Of one task. */
  readonly outputs: number;
  readonly activation: Activation;
}

/**
 * Column `column` of a progressive network (Rusu et al., 2016): h_l = f(W h_{l-1} + sum_{j < column} U_j h_{l-1}^(j)). Side by
 * side W and all U_j are one matrix that acts on the activations of all columns so far, one after the other:
 * W1 [inputs, n_1], b1, W2 [(column + 1) n_1, n_2], b2, ...
 */
export function columnLayout({ inputs, hidden, outputs }: ColumnShape, column: number): Layout {
  const widths = [...hidden, outputs];
  return createLayout(
    widths.flatMap((out, layer) => [
      { name: `W${layer + 1}`, shape: [layer === 0 ? inputs : (column + 1) * widths[layer - 1]!, out] },
      { name: `b${layer + 1}`, shape: [out] },
    ]),
  );
}

/** Cuts the layers of a column out of its flat weights. */
export function columnLayers(weights: tf.Tensor1D, layout: Layout): DenseLayer[] {
  const layers: DenseLayer[] = [];
  for (let i = 0; i < layout.entries.length; i += 2) {
    const [matrix, bias] = layout.entries.slice(i, i + 2);
    layers.push({
      weights: view2d(weights, matrix!.offset, matrix!.shape as [number, number]),
      bias: view1d(weights, bias!.offset, bias!.size),
      transposed: false,
    });
  }
  return layers;
}

/** What the last column's layers read, and what it says: inputs[l] is layer l's input, all columns side by side. */
interface ColumnPass {
  readonly inputs: readonly tf.Tensor2D[];
  readonly output: tf.Tensor2D;
}

/** Runs all columns up to the last one of `columns`; for use inside a tidy. */
function forward(
  columns: readonly (readonly DenseLayer[])[],
  x: tf.Tensor2D,
  activation: Activation,
): ColumnPass {
  const depth = columns[0]!.length;
  const inputs = [x];
  for (let layer = 0; layer < depth - 1; layer += 1) {
    const before = inputs[layer]!;
    const each = columns.map((layers, column) => {
      const own = layers[layer]!;
      // Column j sees columns 0..j: the front of what stands side by side.
      const seen =
        layer === 0 || column === columns.length - 1
          ? before
          : tf.slice2d(before, [0, 0], [-1, own.weights.shape[0]]);
      return applyLayer(seen, own, activation);
    });
    inputs.push(each.length === 1 ? each[0]! : tf.concat2d(each, 1));
  }
  return { inputs, output: applyLayer(inputs[depth - 1]!, columns.at(-1)![depth - 1]!, 'linear') };
}

/** Outputs of the last of the columns [rows, outputs]. The caller disposes it. */
export function predictColumn(
  columns: readonly (readonly DenseLayer[])[],
  x: tf.Tensor2D,
  activation: Activation,
): tf.Tensor2D {
  return tf.tidy(() => forward(columns, x, activation).output);
}

/**
 * Loss of the last column and its gradient with respect to that column's flat weights; the columns before are frozen and
 * get none. The caller disposes both.
 */
export function columnGradient(
  columns: readonly (readonly DenseLayer[])[],
  x: tf.Tensor2D,
  labels: Labels,
  activation: Activation,
  wantLoss: boolean,
): { gradient: tf.Tensor1D; loss: tf.Scalar | null } {
  return tidy(() => {
    const own = columns.at(-1)!;
    const { inputs, output } = forward(columns, x, activation);
    const { gradient, loss } = outputLoss(output, labels, wantLoss);
    const pieces: tf.Tensor1D[] = [];
    let delta = gradient;
    for (let layer = own.length - 1; layer >= 0; layer -= 1) {
      pieces.unshift(tf.reshape(weightGradient(inputs[layer]!, delta, own[layer]!), [-1]), tf.sum(delta, 0));
      if (layer === 0) break;
      // Back into this column alone: its activations are the last of those side by side.
      const width = own[layer - 1]!.bias.shape[0];
      const from = own[layer]!.weights.shape[0] - width;
      const into = { ...own[layer]!, weights: tf.slice2d(own[layer]!.weights, [from, 0], [width, -1]) };
      const activations = tf.slice2d(inputs[layer]!, [0, from], [-1, width]);
      delta = activationGradient(activation, inputGradient(delta, into), activations);
    }
    return { gradient: tf.concat1d(pieces), loss };
  });
}
