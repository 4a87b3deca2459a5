import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../../random.ts';
import type { Layout, LayoutEntry } from '../layout.ts';

/**
 * One pass of a batch through a network of images: hands out its weights by name, and in training collects their
 * gradients and the batch-norm statistics that moved.
 */
export class NetworkPass {
  readonly training: boolean;
  readonly #weights: tf.Tensor1D;
  readonly #layout: Layout;
  readonly #statistics: { readonly layout: Layout; readonly values: tf.Tensor1D } | null;
  readonly #openStream: (() => RandomStream) | null;
  readonly #gradients = new Map<string, tf.Tensor>();
  readonly #moved = new Map<string, tf.Tensor1D>();
  #stream: RandomStream | null = null;

  constructor(input: {
    readonly training: boolean;
    readonly weights: tf.Tensor1D;
    readonly layout: Layout;
    readonly statistics: { readonly layout: Layout; readonly values: tf.Tensor1D } | null;
    /** Null: no dropout. */
    readonly openStream: (() => RandomStream) | null;
  }) {
    this.training = input.training;
    this.#weights = input.weights;
    this.#layout = input.layout;
    this.#statistics = input.statistics;
    this.#openStream = input.openStream;
  }

  /** A tensor of W. */
  weight<R extends tf.Rank>(name: string): tf.Tensor<R> {
    return cut(this.#weights, entryOf(this.#layout, name)) as tf.Tensor<R>;
  }

  /** Notes dL/d(that tensor). */
  note(name: string, gradient: tf.Tensor): void {
    this.#gradients.set(name, gradient);
  }

  /** dL/dW flat; tensors without a note have no influence. */
  gradient(surplus: number): tf.Tensor1D {
    const pieces = this.#layout.entries.map(({ name, size }) => {
      const noted = this.#gradients.get(name);
      return noted === undefined ? tf.zeros<tf.Rank.R1>([size]) : tf.reshape<tf.Rank.R1>(noted, [size]);
    });
    if (surplus > 0) pieces.push(tf.zeros([surplus]));
    return tf.concat1d(pieces);
  }

  /** A running statistic [channels]. */
  statistic(name: string): tf.Tensor1D {
    const { layout, values } = this.#statistics!;
    return cut(values, entryOf(layout, name)) as tf.Tensor1D;
  }

  /** Notes what a running statistic moves to. */
  move(name: string, next: tf.Tensor1D): void {
    this.#moved.set(name, next);
  }

  /** All running statistics after the pass, flat; null without batch norm. */
  statistics(): tf.Tensor1D | null {
    if (this.#statistics === null) return null;
    return tf.concat1d(this.#statistics.layout.entries.map(({ name }) => this.#moved.get(name)!));
  }

  /** The iteration's random draws; null where there shall be none. */
  stream(): RandomStream | null {
    if (this.#openStream === null) return null;
    this.#stream ??= this.#openStream();
    return this.#stream;
  }
}

function entryOf(layout: Layout, name: string): LayoutEntry {
  const entry = layout.entries.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new RangeError(`no tensor ${name}`);
  return entry;
}

function cut(flat: tf.Tensor1D, { shape, offset, size }: LayoutEntry): tf.Tensor {
  return tf.reshape(tf.slice1d(flat, offset, size), [...shape]);
}
