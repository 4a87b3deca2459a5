import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { savedModel } from './tensorflow-native/graph-def.ts';
import { nativeBackend, type NativeBackend } from './tensorflow-native/native-backend.ts';
import { isRecording, record, type Recording } from './tensorflow-native/recorder.ts';

export { fuse } from './tensorflow-native/recorder.ts';

/** A computation on tensors: inputs to results, all of them new tensors, or inputs as they are. */
export type Computation = (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[];

/**
 * How far a graph's first results may be from those of the operations one by one, relative to the largest number. Far
 * above rounding: it is to find a graph that computes something else.
 */
const TOLERANCE = 1e-2;

let enabled = true;

/** For tests and measurements: computations made while this is off run operation by operation. */
export function setCompiling(on: boolean): void {
  enabled = on;
}

/** Whether computations become graphs on the current backend. */
export function compiles(): boolean {
  const backend = nativeBackend();
  return enabled && backend !== null && !backend.isUsingGpuDevice;
}

/**
 * A computation that is run many times. On native TensorFlow (CPU) its operations are written down at the first call and
 * run as one graph from then on, which saves the call from JavaScript for each of them and lets TensorFlow join them;
 * anywhere else it runs as it is. See docs/native-tensorflow.md.
 *
 * In return it must be a function of its inputs alone: JavaScript numbers, flags and branches, and tensors that it does
 * not get as inputs, keep the values of the first call. What can't be had so says `notCompilable()`. Shapes of inputs may
 * change; each combination has its own graph.
 */
export class Compiled {
  /** By the shapes of the inputs; null where no graph can be had. */
  readonly #graphs = new Map<string, Graph | null>();

  /**
   * The results, in the computation's order: new tensors, which the caller disposes.
   * @param compute the same computation in every call; gives new tensors, none of its inputs
   */
  run(inputs: readonly tf.Tensor[], compute: Computation): tf.Tensor[] {
    if (!compiles() || isRecording()) return tf.tidy(() => [...compute(inputs)]);
    const backend = nativeBackend()!;
    const shapes = inputs.map((input) => input.shape.join()).join(';');
    let graph = this.#graphs.get(shapes);
    if (graph === undefined) {
      graph = makeGraph(backend, compute, inputs);
      this.#graphs.set(shapes, graph);
    }
    return graph === null ? tf.tidy(() => [...compute(inputs)]) : graph.run(inputs);
  }

  dispose(): void {
    for (const graph of this.#graphs.values()) graph?.dispose();
    this.#graphs.clear();
  }
}

/** Thrown by `notCompilable`. */
class NotCompilable extends Error {}

/** To be called by a computation that is about to do what no recording holds, such as drawing random numbers. */
export function notCompilable(): void {
  if (isRecording()) throw new NotCompilable('it is no function of its inputs');
}

/** A graph of TensorFlow's, ready to run. */
class Graph {
  readonly #backend: NativeBackend;
  readonly #session: number;
  readonly #captured: readonly tf.Tensor[];
  readonly #inputs: string;
  readonly #outputs: string;

  constructor(backend: NativeBackend, recording: Recording) {
    this.#backend = backend;
    this.#captured = recording.captured;
    const first = (name: string): string => `${name}:0`;
    this.#inputs = recording.inputs.map(first).join();
    this.#outputs = recording.outputs.map(first).join();
    // The binding makes sessions from files alone; a graph of ours has some kilobytes.
    const directory = mkdtempSync(path.join(os.tmpdir(), 'hnet-graph-'));
    try {
      writeFileSync(path.join(directory, 'saved_model.pb'), savedModel(recording.nodes, recording.functions));
      this.#session = backend.binding.loadSavedModel(directory, 'serve');
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const backend = this.#backend;
    const ids = backend.getInputTensorIds([...inputs, ...this.#captured]);
    const outputs = backend.binding.runSavedModel(this.#session, ids, this.#inputs, this.#outputs);
    return outputs.map((output) => backend.createOutputTensor(output));
  }

  dispose(): void {
    this.#backend.binding.deleteSavedModel(this.#session);
    tf.dispose([...this.#captured]);
  }
}

/** Fused parts are tried first. */
const forms = [{ fuse: true }, { fuse: false }];

/** A graph that gives what the computation gives; null where there is none: the operations one by one serve as well. */
function makeGraph(backend: NativeBackend, compute: Computation, inputs: readonly tf.Tensor[]): Graph | null {
  for (const form of forms) {
    let recording: Recording | undefined;
    let graph: Graph | undefined;
    try {
      recording = record(backend, compute, inputs, form);
      graph = new Graph(backend, recording);
      const difference = distance(graph, compute, inputs, recording.results);
      if (difference <= TOLERANCE) return graph;
      throw new Error(`its results differ by ${difference}`);
    } catch (error) {
      if (error instanceof NotCompilable) return null;
      if (graph === undefined) tf.dispose([...(recording?.captured ?? [])]);
      else graph.dispose();
      const what = form.fuse ? 'without fused parts' : 'operation by operation';
      process.emitWarning(`TensorFlow runs a computation ${what}: ${(error as Error).message}`);
    } finally {
      tf.dispose([...(recording?.results ?? [])]);
    }
  }
  return null;
}

/**
 * How far a graph's results are from the computation's, relative to the largest number of each: infinitely far where one is
 * a number and the other is not. Where a result is nothing but zeros there is nothing to measure rounding by (a regulariser at
 * the very beginning of its task): then both are tried on other inputs, each moved by up to a tenth.
 */
function distance(
  graph: Graph,
  compute: Computation,
  inputs: readonly tf.Tensor[],
  results: readonly tf.Tensor[],
): number {
  return tf.tidy(() => {
    const here = largestDifference(graph.run(inputs), results);
    if (here !== null) return here;
    const moved = inputs.map((input, i) =>
      input.dtype === 'float32'
        ? tf.mul(input, tf.randomUniform(input.shape, 0.9, 1.1, 'float32', i + 1))
        : input,
    );
    return largestDifference(graph.run(moved), compute(moved)) ?? Infinity;
  });
}

/** Largest difference, relative to the largest number of each result; null if one has no numbers but zeros to compare with. */
export function largestDifference(
  found: readonly tf.Tensor[],
  expected: readonly tf.Tensor[],
): number | null {
  let largest = 0;
  let isUntold = false;
  tf.tidy(() =>
    expected.forEach((tensor, i) => {
      const [x, y] = [tf.cast(found[i]!, 'float32'), tf.cast(tensor, 'float32')];
      const isNumber = tf.isFinite(y);
      const [differ] = tf.any(tf.logicalXor(tf.isFinite(x), isNumber)).dataSync();
      const numbers = (z: tf.Tensor): tf.Tensor => tf.where(isNumber, z, tf.zerosLike(z));
      const difference = tf.max(tf.abs(tf.sub(numbers(x), numbers(y)))).dataSync()[0]!;
      const scale = tf.max(tf.abs(numbers(y))).dataSync()[0]!;
      if (differ) largest = Infinity;
      else if (difference > 0 && scale === 0) isUntold = true;
      else if (difference > 0) largest = Math.max(largest, difference / scale);
    }),
  );
  return isUntold && largest <= TOLERANCE ? null : largest;
}
