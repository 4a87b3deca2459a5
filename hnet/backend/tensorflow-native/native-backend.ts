import * as tf from '@tensorflow/tfjs-core';

/** An attribute of an operation as tfjs-node's binding takes it. */
export interface Attribute {
  readonly name: string;
  /** One of the binding's `TF_ATTR_...`. */
  readonly type: number;
  readonly value: unknown;
}

/** What a computation gave, as the binding names it. */
export interface OutputInfo {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** The C++ half. */
export interface NativeBinding extends Readonly<Record<`TF_${string}`, number>> {
  /** @returns the session's number */
  loadSavedModel(directory: string, tags: string): number;
  deleteSavedModel(session: number): void;
  runSavedModel(session: number, inputs: readonly number[], names: string, outputs: string): OutputInfo[];
}

/** The parts of tfjs-node's backend that TensorFlow's own operations are called through. */
export interface NativeBackend {
  readonly binding: NativeBinding;
  readonly isUsingGpuDevice: boolean;
  executeSingleOutput(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.Tensor[],
  ): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor(info: OutputInfo): tf.Tensor;
  getDTypeInteger(dtype: tf.DataType): number;
}

/** The current backend if it is native TensorFlow, on the CPU or a GPU. */
export function nativeBackend(): NativeBackend | null {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NativeBackend) : null;
}
