import * as tf from '@tensorflow/tfjs-core';
import { activate } from '../model/activation.ts';
import { standardNormals } from './noise.ts';
import { taskCodes, VAE_ACTIVATION, type Vae } from './vae.ts';

/** Rows sampled at once, in all: iterations are taken in blocks of up to this many. */
const BLOCK_ROWS = 1024;

/** A decoder to sample from. */
export interface ReplayDecoder {
  /** Its weights, flat [n_W]. */
  readonly weights: tf.Tensor1D;
  /** The task of each of its rows in an iteration; every decoder has equally many. */
  readonly tasks: readonly number[];
}

/**
 * Replayed inputs x = sigmoid(decoder([z ; code])), z ~ N(0, I), for every iteration of a stage: a function of seed,
 * task and iteration, so that nothing has to be saved. All decoders are sampled by one batched product a layer, and
 * several iterations at once, since weights of earlier decoders are constants of the stage. What else is a function of
 * the samples and constants (a former classifier's targets) is computed a block at a time, too.
 */
export class ReplaySamples {
  /** The task that each row of an iteration's replay was sampled as; rows decoder by decoder. */
  readonly tasks: readonly number[];
  readonly #vae: Vae;
  readonly #layers: readonly { weights: tf.Tensor3D; bias: tf.Tensor3D }[];
  readonly #decoders: number;
  readonly #rowsEach: number;
  readonly #blockIterations: number;
  readonly #codes: tf.Tensor3D | null;
  readonly #seed: number;
  readonly #name: readonly (string | number)[];
  readonly #derive: ((x: tf.Tensor2D) => tf.Tensor2D) | null;
  #block: { readonly index: number; readonly x: tf.Tensor3D; readonly derived: tf.Tensor3D | null } | null =
    null;

  /**
   * @param decoders at least one; their weights are copied
   * @param name of the stream of z, e.g. purpose and task
   * @param derive what is computed for the samples [rows, inputs] -> [rows, n], row by row; null for nothing
   */
  constructor(
    vae: Vae,
    decoders: readonly ReplayDecoder[],
    seed: number,
    name: readonly (string | number)[],
    derive: ((x: tf.Tensor2D) => tf.Tensor2D) | null = null,
  ) {
    this.#vae = vae;
    this.#decoders = decoders.length;
    this.#rowsEach = decoders[0]!.tasks.length;
    this.tasks = decoders.flatMap(({ tasks }) => tasks);
    this.#blockIterations = Math.max(1, Math.floor(BLOCK_ROWS / this.tasks.length));
    this.#seed = seed;
    this.#name = name;
    this.#derive = derive;
    this.#layers = tf.tidy(() => stackLayers(vae, decoders));
    const codes = taskCodes(vae, this.#blockTasks(decoders));
    this.#codes = codes === null ? null : tf.tensor3d(codes, [this.#decoders, this.#blockRows, vae.codeSize]);
  }

  /** Replay of one iteration: inputs [rows, inputs] and what is derived of them. The caller disposes both. */
  at(iteration: number): { x: tf.Tensor2D; derived: tf.Tensor2D | null } {
    const index = Math.floor(iteration / this.#blockIterations);
    if (this.#block?.index !== index) {
      this.#freeBlock();
      this.#block = { index, ...this.#sampleBlock(index) };
    }
    const { x, derived } = this.#block;
    const from = (iteration % this.#blockIterations) * this.#rowsEach;
    const part = (block: tf.Tensor3D): tf.Tensor2D =>
      tf.tidy(() => {
        const rows = tf.slice3d(block, [0, from, 0], [-1, this.#rowsEach, -1]);
        return tf.reshape(rows, [this.tasks.length, block.shape[2]]);
      });
    return { x: part(x), derived: derived === null ? null : part(derived) };
  }

  dispose(): void {
    this.#freeBlock();
    this.#codes?.dispose();
    for (const { weights, bias } of this.#layers) tf.dispose([weights, bias]);
  }

  get #blockRows(): number {
    return this.#blockIterations * this.#rowsEach;
  }

  #blockTasks(decoders: readonly ReplayDecoder[]): number[] {
    return decoders.flatMap(({ tasks }) => Array.from({ length: this.#blockIterations }, () => tasks).flat());
  }

  /** [decoders, iterations * rowsEach, ...]: of each decoder its rows of the first iteration, of the second, ... */
  #sampleBlock(index: number): { x: tf.Tensor3D; derived: tf.Tensor3D | null } {
    const { latentSize, inputs } = this.#vae;
    const noise = new Float32Array(this.#decoders * this.#blockRows * latentSize);
    const part = this.#rowsEach * latentSize;
    for (let i = 0; i < this.#blockIterations; i += 1) {
      const iteration = index * this.#blockIterations + i;
      const ofIteration = standardNormals(this.#decoders * part, this.#seed, ...this.#name, iteration);
      for (let decoder = 0; decoder < this.#decoders; decoder += 1)
        noise.set(
          ofIteration.subarray(decoder * part, (decoder + 1) * part),
          (decoder * this.#blockIterations + i) * part,
        );
    }
    return tf.tidy(() => {
      const z = tf.tensor3d(noise, [this.#decoders, this.#blockRows, latentSize]);
      const x = this.#decode(this.#codes === null ? z : tf.concat3d([z, this.#codes], 2));
      if (this.#derive === null) return { x, derived: null as unknown as tf.Tensor3D };
      const derived = this.#derive(tf.reshape(x, [-1, inputs]));
      return { x, derived: tf.reshape<tf.Rank.R3>(derived, [this.#decoders, this.#blockRows, -1]) };
    });
  }

  #decode(input: tf.Tensor3D): tf.Tensor3D {
    let x = input;
    this.#layers.forEach(({ weights, bias }, i) => {
      const before = tf.add<tf.Tensor3D>(tf.matMul(x, weights, false, true), bias);
      x = i + 1 < this.#layers.length ? activate3d(before) : tf.sigmoid(before);
    });
    return x;
  }

  #freeBlock(): void {
    if (this.#block === null) return;
    tf.dispose([this.#block.x, ...(this.#block.derived === null ? [] : [this.#block.derived])]);
    this.#block = null;
  }
}

function activate3d(x: tf.Tensor3D): tf.Tensor3D {
  return activate(VAE_ACTIVATION, x as unknown as tf.Tensor2D) as unknown as tf.Tensor3D;
}

/** Layers of all decoders, one matrix behind another: [decoders, out, in] and [decoders, 1, out]. */
function stackLayers(
  vae: Vae,
  decoders: readonly ReplayDecoder[],
): { weights: tf.Tensor3D; bias: tf.Tensor3D }[] {
  const { entries } = vae.decoder;
  const stack = ({ offset, size, shape }: (typeof entries)[number]): tf.Tensor3D => {
    const parts = decoders.map(({ weights }) => tf.reshape(tf.slice1d(weights, offset, size), [1, -1]));
    const [rows, columns] = shape.length === 2 ? shape : [1, shape[0]];
    return tf.reshape(tf.concat(parts, 0), [decoders.length, rows, columns!]);
  };
  return Array.from({ length: entries.length / 2 }, (_, layer) => ({
    weights: stack(entries[2 * layer]!),
    bias: stack(entries[2 * layer + 1]!),
  }));
}
