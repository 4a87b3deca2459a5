import * as tf from '@tensorflow/tfjs-core';
import { mlpLayout, type Layout } from '../model/layout.ts';
import { layersAt, mlpBackward, mlpForward } from '../model/mlp.ts';

/** Activation of the hidden layers of encoder and decoder, as in the reference. */
export const VAE_ACTIVATION = 'relu';

/** Length of the one-hot task code that a conditional decoder is given beside z. */
export const TASK_CODES = 100;

/**
 * The replay model (hnet-spec 3.6): a variational auto-encoder of which both halves are perceptrons that own no
 * weights. Encoder: x -> [mu ; log sigma^2]. Decoder: [z ; one-hot task code] -> logits of the pixels.
 */
export interface Vae {
  /** D: pixels. */
  readonly inputs: number;
  /** Dimension of z. */
  readonly latentSize: number;
  /** Length of the task code; 0 for unconditional replay. */
  readonly codeSize: number;
  /** [inputs, ...hidden, 2 latentSize]. */
  readonly encoderWidths: readonly number[];
  /** [latentSize + codeSize, ...hidden, inputs]. */
  readonly decoderWidths: readonly number[];
  readonly encoder: Layout;
  readonly decoder: Layout;
}

/** What describes a replay model. */
export interface VaeShape {
  readonly inputs: number;
  readonly latentSize: number;
  readonly conditional: boolean;
  readonly encoderLayers: readonly number[];
  readonly decoderLayers: readonly number[];
}

/** Describes a replay model and lays out its weights. */
export function createVae(shape: VaeShape): Vae {
  const { inputs, latentSize } = shape;
  const codeSize = shape.conditional ? TASK_CODES : 0;
  const encoderWidths = [inputs, ...shape.encoderLayers, 2 * latentSize];
  const decoderWidths = [latentSize + codeSize, ...shape.decoderLayers, inputs];
  return {
    inputs,
    latentSize,
    codeSize,
    encoderWidths,
    decoderWidths,
    encoder: mlpLayout(encoderWidths),
    decoder: mlpLayout(decoderWidths),
  };
}

/** What a step of the replay model is taken on. */
export interface VaeBatch {
  /** [rows, inputs], in [0, 1]. */
  readonly x: tf.Tensor2D;
  /** epsilon, standard normal [rows, latentSize]. */
  readonly noise: tf.Tensor2D;
  /** One-hot task of each row [rows, codeSize]; null for unconditional replay. */
  readonly codes: tf.Tensor2D | null;
  /** Each row's share of the loss, one number for all or [rows, 1]; they sum to 1. */
  readonly shares: number | tf.Tensor2D;
}

/** The caller disposes the tensors. */
export interface VaeGradient {
  /** As long as the weights given, zero on a surplus behind the layout. */
  readonly encoder: tf.Tensor1D;
  readonly decoder: tf.Tensor1D;
  /** Scalar; null unless asked for. */
  readonly loss: tf.Scalar | null;
}

/**
 * Loss of the replay model and its gradients:
 *
 *     L = sum_r share_r ( 1/D sum_p BCE(x_rp, sigmoid(o_rp)) + KL_r / D ),
 *     KL_r = -1/2 sum_i (1 + log sigma_i^2 - mu_i^2 - sigma_i^2),   z = mu + sigma epsilon.
 *
 * For use inside a tidy.
 */
export function vaeLossAndGradient(
  vae: Vae,
  encoderWeights: tf.Tensor1D,
  decoderWeights: tf.Tensor1D,
  { x, noise, codes, shares }: VaeBatch,
  wantLoss: boolean,
): VaeGradient {
  const { latentSize, inputs } = vae;
  const encoderLayers = layersAt(encoderWeights, 0, vae.encoderWidths, true);
  const encoded = mlpForward(x, encoderLayers, VAE_ACTIVATION, 'linear');
  const [mu, logVariance] = tf.split(encoded.at(-1)!, 2, 1) as [tf.Tensor2D, tf.Tensor2D]; // [rows, latent]
  const sigma = tf.exp(tf.mul<tf.Tensor2D>(logVariance, 0.5));
  const shift = tf.mul<tf.Tensor2D>(sigma, noise);
  const z = tf.add<tf.Tensor2D>(mu, shift);

  const decoderLayers = layersAt(decoderWeights, 0, vae.decoderWidths, true);
  const input = codes === null ? z : tf.concat2d([z, codes], 1);
  const decoded = mlpForward(input, decoderLayers, VAE_ACTIVATION, 'linear');
  const logits = decoded.at(-1)!; // [rows, inputs]

  // dBCE/do = sigmoid(o) - x; every row counts share / D.
  const scale: tf.Tensor | number = typeof shares === 'number' ? shares / inputs : tf.div(shares, inputs);
  const ofLogits = tf.mul<tf.Tensor2D>(tf.sub(tf.sigmoid(logits), x), scale);
  const behind = mlpBackward(decoderLayers, decoded, ofLogits, VAE_ACTIVATION, 'linear', true);
  const ofZ = codes === null ? behind.input! : tf.slice2d(behind.input!, [0, 0], [-1, latentSize]);

  // dKL/dmu = mu, dKL/dlog sigma^2 = (sigma^2 - 1) / 2; dz/dlog sigma^2 = sigma epsilon / 2.
  const ofMu = tf.add<tf.Tensor2D>(ofZ, tf.mul(mu, scale));
  const ofLogVariance = tf.mul<tf.Tensor2D>(
    tf.add(tf.mul(ofZ, shift), tf.mul(tf.sub(tf.square(sigma), 1), scale)),
    0.5,
  );
  const ofEncoded = tf.concat2d([ofMu, ofLogVariance], 1);
  const front = mlpBackward(encoderLayers, encoded, ofEncoded, VAE_ACTIVATION, 'linear', false);

  return {
    encoder: flat(front.parameters, encoderWeights.size - vae.encoder.size),
    decoder: flat(behind.parameters, decoderWeights.size - vae.decoder.size),
    loss: wantLoss ? lossOf(x, logits, mu, logVariance, scale) : null,
  };
}

function flat(parameters: readonly tf.Tensor1D[], surplus: number): tf.Tensor1D {
  return tf.concat1d(surplus === 0 ? [...parameters] : [...parameters, tf.zeros([surplus])]);
}

/** BCE from logits is max(o, 0) - o x + log(1 + e^-|o|), which neither over- nor underflows. */
function lossOf(
  x: tf.Tensor2D,
  logits: tf.Tensor2D,
  mu: tf.Tensor2D,
  logVariance: tf.Tensor2D,
  scale: tf.Tensor | number,
): tf.Scalar {
  const pixels = tf.add(tf.sub(tf.relu(logits), tf.mul(logits, x)), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))));
  const latent = tf.sub(tf.add(tf.square(mu), tf.exp(logVariance)), tf.add(logVariance, 1));
  const rows = tf.add(tf.sum(pixels, 1, true), tf.mul(tf.sum(latent, 1, true), 0.5)); // [rows, 1]
  return tf.sum(tf.mul(rows, scale));
}

/** Task codes of some rows on the host: row r is one-hot at `tasks[r]`. Null for unconditional replay. */
export function taskCodes(vae: Vae, tasks: readonly number[]): Float32Array | null {
  if (vae.codeSize === 0) return null;
  const codes = new Float32Array(tasks.length * vae.codeSize);
  tasks.forEach((task, row) => (codes[row * vae.codeSize + task] = 1));
  return codes;
}
