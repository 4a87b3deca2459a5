import * as tf from '@tensorflow/tfjs-core';

/** Images of a batch, channels last: [rows, height, width, channels]. */
export type Images = tf.Tensor4D;

/** An operation carried out, and the way back through it. Everything lives inside the caller's tidy. */
export interface Done {
  readonly y: Images;
  /** From dL/dy to dL/dx; gradients of the operation's own weights are noted with the pass. */
  readonly back: (gradient: Images) => Images;
}

/** One operation of a network, bound to its weights. */
export type Step = (x: Images) => Done;

/** Steps one after another. */
export function chain(x: Images, steps: readonly Step[]): Done {
  const done: Done[] = [];
  for (const step of steps) done.push(step(done.at(-1)?.y ?? x));
  return {
    y: done.at(-1)?.y ?? x,
    back: (gradient) => done.reduceRight((behind, { back }) => back(behind), gradient),
  };
}

/** max(x, 0). */
export const rectify: Step = (x) => {
  const y = tf.relu(x);
  return { y, back: (gradient) => tf.mul(gradient, tf.sign(y)) };
};

/** Largest of each 2 x 2 square; a row or column left over is dropped. */
export const maxPool: Step = (x) => {
  const attributes = { filterSize: 2, strides: 2, pad: 'valid' as const };
  const y = tf.maxPool(x, attributes.filterSize, attributes.strides, attributes.pad);
  return {
    y,
    back: (dy) => tf.engine().runKernel<Images>('MaxPoolGrad', { dy, input: x, output: y }, attributes),
  };
};

/** Mean over all places: [rows, height, width, channels] -> [rows, 1, 1, channels]. */
export const averageAll: Step = (x) => {
  const [rows, height, width, channels] = x.shape;
  const places = height * width;
  return {
    y: tf.reshape(tf.mean(tf.reshape(x, [rows, places, channels]), 1), [rows, 1, 1, channels]),
    back: (gradient) =>
      tf.reshape(tf.tile(tf.reshape(tf.div(gradient, places), [rows, 1, channels]), [1, places, 1]), [
        rows,
        height,
        width,
        channels,
      ]),
  };
};

/** Side by side as one row of numbers an image: [rows, 1, 1, height * width * channels]. */
export const flatten: Step = (x) => {
  const [rows] = x.shape;
  return {
    y: tf.reshape(x, [rows, 1, 1, x.size / rows]),
    back: (gradient) => tf.reshape(gradient, x.shape),
  };
};

/**
 * The shortcut of a residual block without weights (option A of He et al.): every `stride`-th place (1 or 2), and zeros
 * for the channels that are new, as many before as behind. Sides must be even where every second place is taken.
 */
export function shortcut(stride: 1 | 2, channels: number): Step {
  return (x) => {
    const [rows, height, width, before] = x.shape;
    const front = Math.floor((channels - before) / 2);
    const behind = channels - before - front;
    const widen = (y: Images): Images =>
      front + behind === 0
        ? y
        : tf.pad4d(y, [
            [0, 0],
            [0, 0],
            [0, 0],
            [front, behind],
          ]);
    const narrow = (gradient: Images): Images =>
      front + behind === 0 ? gradient : tf.slice4d(gradient, [0, 0, 0, front], [-1, -1, -1, before]);
    if (stride === 1) return { y: widen(x), back: narrow };
    if (height % 2 !== 0 || width % 2 !== 0)
      throw new RangeError(`a stride of 2 needs even sides, not ${height} x ${width}`);
    // Pairs of rows and pairs of columns become dimensions of their own, so that the first of each is a plain slice.
    const paired: [number, number, number, number] = [rows * (height / 2), 2, width / 2, 2 * before];
    const halved: [number, number, number, number] = [rows, height / 2, width / 2, before];
    const taken = tf.slice4d(tf.reshape<tf.Rank.R4>(x, paired), [0, 0, 0, 0], [-1, 1, -1, before]);
    return {
      y: widen(tf.reshape(taken, halved)),
      back: (gradient) => {
        const inner = tf.reshape<tf.Rank.R4>(narrow(gradient), [paired[0], 1, paired[2], before]);
        const spread = tf.pad4d(inner, [
          [0, 0],
          [0, 1],
          [0, 0],
          [0, before],
        ]);
        return tf.reshape(spread, x.shape);
      },
    };
  };
}
