import * as tf from '@tensorflow/tfjs-core';
import { transposedProduct } from '../linear-algebra.ts';
import type { NetworkPass } from './pass.ts';
import type { Images, Step } from './step.ts';

/** How a kernel moves over images. */
export interface ConvolutionShape {
  readonly stride: 1 | 2;
  /**
   * `same`: zeros around, so that at stride 1 sides stay and at stride 2 places 0, 2, 4, ... are the centres, as with
   * PyTorch's padding of 1 (TensorFlow's own `same` takes 1, 3, 5, ...). `valid`: only whole kernels.
   */
  readonly padding: 'same' | 'valid';
}

/**
 * Convolution with kernels of the name given, without a bias. They lie in W as [out, in, height, width], as in the reference
 * (PyTorch's order), so that chunks hold whole filters. Side lengths of kernels are odd.
 * @param wantInput whether dL/dx is needed; of the first layer it never is (then `back` gives its argument)
 */
export function convolution(
  pass: NetworkPass,
  name: string,
  { stride, padding }: ConvolutionShape,
  wantInput: boolean,
): Step {
  return (x) => {
    // TensorFlow's order: [height, width, in, out].
    const kernel = tf.transpose(pass.weight<tf.Rank.R4>(name), [2, 3, 1, 0]);
    const margin = padding === 'same' && stride === 2 ? (kernel.shape[0] - 1) / 2 : 0;
    const rule = margin > 0 ? 'valid' : padding;
    const wide = margin === 0 ? x : surround(x, margin);
    const y = tf.conv2d(wide, kernel, stride, rule);
    return {
      y,
      back(gradient) {
        const ofKernel = kernelGradient(wide, gradient, kernel.shape, stride, rule);
        pass.note(name, tf.transpose(ofKernel, [3, 2, 0, 1]));
        if (!wantInput) return gradient;
        const ofWide = tf.conv2dTranspose(gradient, kernel, wide.shape, stride, rule);
        return margin === 0
          ? ofWide
          : tf.slice4d(ofWide, [0, margin, margin, 0], [-1, x.shape[1], x.shape[2], -1]);
      },
    };
  };
}

/** Adds a bias [channels]. */
export function addBias(pass: NetworkPass, name: string): Step {
  return (x) => ({
    y: tf.add(x, pass.weight<tf.Rank.R1>(name)),
    back(gradient) {
      pass.note(name, tf.sum(tf.reshape(gradient, [-1, x.shape[3]]), 0));
      return gradient;
    },
  });
}

function surround(x: Images, margin: number): Images {
  return tf.pad4d(x, [
    [0, 0],
    [margin, margin],
    [margin, margin],
    [0, 0],
  ]);
}

/**
 * dL/d(kernels). The WebAssembly backend has no kernel for it: there it is one product for each place of the kernel,
 * of the inputs that this place met with the gradient.
 */
function kernelGradient(
  x: Images,
  gradient: Images,
  shape: [number, number, number, number],
  stride: number,
  pad: 'same' | 'valid',
): tf.Tensor4D {
  if (tf.getBackend() !== 'wasm')
    return tf
      .engine()
      .runKernel<tf.Tensor4D>(
        'Conv2DBackpropFilter',
        { x, dy: gradient },
        { strides: stride, pad, dataFormat: 'NHWC', filterShape: shape },
      );
  const [height, width, inputs, outputs] = shape;
  const wide = pad === 'same' ? surround(x, (height - 1) / 2) : x;
  const [, rows, columns] = gradient.shape;
  const flat = tf.reshape<tf.Rank.R2>(gradient, [-1, outputs]);
  const products: tf.Tensor2D[] = [];
  for (let top = 0; top < height; top += 1)
    for (let left = 0; left < width; left += 1) {
      const ends = [x.shape[0], top + (rows - 1) * stride + 1, left + (columns - 1) * stride + 1, inputs];
      const met =
        stride === 1
          ? tf.slice4d(wide, [0, top, left, 0], [-1, rows, columns, -1])
          : tf.stridedSlice(wide, [0, top, left, 0], ends, [1, stride, stride, 1]);
      products.push(transposedProduct(tf.reshape<tf.Rank.R2>(met, [-1, inputs]), flat));
    }
  return tf.reshape(tf.concat2d(products, 0), shape);
}
