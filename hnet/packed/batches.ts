import * as tf from '@tensorflow/tfjs-core';
import type { Benchmark, TaskData } from '../benchmarks/benchmark.types.ts';
import type { PackedBatch } from './mlp-target.ts';

/** Training sets up to this many floats are kept on the device: a batch is then chosen there, by its row numbers. */
const RESIDENT_FLOATS = 100e6;
/** Rows copied to the device at once while it is filled. */
const FILL_ROWS = 5000;

/** Batches for all members of a pack. */
export interface BatchSource {
  /**
   * The rows of each member, all of one count. The caller disposes the batch.
   * @returns x [P, rows, inputs], labels [P, rows, outputs]
   */
  load(rows: readonly Uint32Array[]): PackedBatch;
  dispose(): void;
}

/**
 * A task's training data. Many small networks take less time for a step than the host takes to copy their batches, so
 * the data goes to the device once where it fits.
 */
export function createBatchSource(
  benchmark: Benchmark,
  data: TaskData,
  residentFloats = RESIDENT_FLOATS,
): BatchSource {
  const { inputSize, outputs } = benchmark;
  if (data.trainSize * (inputSize + outputs) > residentFloats)
    return {
      load(rows) {
        const all = new Uint32Array(rows.length * rows[0]!.length);
        rows.forEach((own, i) => all.set(own, i * own.length));
        const { inputs, labels } = hostRows(benchmark, data, all);
        const shape = [rows.length, rows[0]!.length] as const;
        return {
          x: tf.tensor3d(inputs, [...shape, inputSize]),
          labels: tf.tensor3d(labels, [...shape, outputs]),
        };
      },
      dispose: () => undefined,
    };

  const resident = tf.tidy(() => {
    const pieces: { x: tf.Tensor2D; labels: tf.Tensor2D }[] = [];
    for (let from = 0; from < data.trainSize; from += FILL_ROWS) {
      const count = Math.min(FILL_ROWS, data.trainSize - from);
      const { inputs, labels } = hostRows(
        benchmark,
        data,
        Uint32Array.from({ length: count }, (_, i) => from + i),
      );
      pieces.push({
        x: tf.tensor2d(inputs, [count, inputSize]),
        labels: tf.tensor2d(labels, [count, outputs]),
      });
    }
    const all = (x: tf.Tensor2D[]): tf.Tensor2D => (x.length === 1 ? x[0]! : tf.concat2d(x, 0));
    return { x: all(pieces.map((piece) => piece.x)), labels: all(pieces.map((piece) => piece.labels)) };
  });
  return {
    load: (rows) =>
      tf.tidy(() => {
        const chosen = Int32Array.from(rows.flatMap((own) => [...own]));
        const indices = tf.tensor1d(chosen, 'int32');
        const of = (x: tf.Tensor2D): tf.Tensor3D =>
          tf.reshape(tf.gather(x, indices), [rows.length, rows[0]!.length, x.shape[1]]);
        return { x: of(resident.x), labels: of(resident.labels) };
      }),
    dispose: () => tf.dispose([resident.x, resident.labels]),
  };
}

/** Inputs and labels of some rows as floats, classes one-hot. */
function hostRows(
  { kind, inputSize, outputs }: Benchmark,
  data: TaskData,
  rows: Uint32Array,
): { inputs: Float32Array; labels: Float32Array } {
  const inputs = new Float32Array(rows.length * inputSize);
  const labels = new Float32Array(rows.length * outputs);
  if (kind === 'mse') {
    data.batch('train', rows, inputs, labels);
    return { inputs, labels };
  }
  const classes = new Int32Array(rows.length);
  data.batch('train', rows, inputs, classes);
  classes.forEach((label, row) => (labels[row * outputs + label] = 1));
  return { inputs, labels };
}
