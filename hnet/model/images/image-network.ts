import * as tf from '@tensorflow/tfjs-core';
import type { Layout } from '../layout.ts';
import { outputLoss } from '../loss.ts';
import type { Head, TargetNetwork } from '../target-network.ts';
import { tidy } from '../tidy.ts';
import { NetworkPass } from './pass.ts';
import { chain, type Step } from './step.ts';

/** Side lengths and channels of images. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** What makes a target network out of steps. */
export interface ImageNetwork {
  readonly input: ImageShape;
  readonly layout: Layout;
  readonly outputs: number;
  readonly statistics: Layout | null;
  /** The steps for one pass; the last gives a head's outputs as [rows, 1, 1, head size]. */
  steps(pass: NetworkPass, head: Head): readonly Step[];
}

/** A target network of images: samples are rows [height * width * channels], channels last. */
export function createImageTarget(network: ImageNetwork): TargetNetwork {
  const { input, layout, outputs } = network;
  const images = (x: tf.Tensor2D): tf.Tensor4D =>
    tf.reshape(x, [x.shape[0], input.height, input.width, input.channels]);
  const withStatistics = (values: tf.Tensor1D | null | undefined) => {
    if (network.statistics === null) return null;
    if (values === null || values === undefined)
      throw new RangeError('this network needs its running batch-norm statistics');
    return { layout: network.statistics, values };
  };
  return {
    layout,
    outputs,
    statistics: network.statistics,
    predict: (weights, x, head, values) =>
      tf.tidy(() => {
        const statistics = withStatistics(values);
        const pass = new NetworkPass({ training: false, weights, layout, statistics, openStream: null });
        const { y } = chain(images(x), network.steps(pass, head));
        return tf.reshape<tf.Rank.R2>(y, [x.shape[0], head.size]);
      }),
    lossAndGradient: (weights, x, labels, head, wantLoss, context) =>
      tidy(() => {
        const statistics = withStatistics(context?.statistics);
        const openStream = context?.openStream ?? null;
        const pass = new NetworkPass({ training: true, weights, layout, statistics, openStream });
        const { y, back } = chain(images(x), network.steps(pass, head));
        const { gradient, loss } = outputLoss(tf.reshape(y, [x.shape[0], head.size]), labels, wantLoss);
        back(tf.reshape(gradient, y.shape));
        return {
          gradient: pass.gradient(weights.size - layout.size),
          loss,
          statistics: pass.statistics(),
        };
      }),
  };
}
