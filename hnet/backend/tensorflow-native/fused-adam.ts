import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend, type Attribute, type NativeBackend } from './native-backend.ts';

/** What one Adam step reads. The vectors are flat and of one length. */
export interface AdamInput {
  readonly parameters: tf.Tensor1D;
  readonly first: tf.Tensor1D;
  readonly second: tf.Tensor1D;
  readonly gradient: tf.Tensor1D;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** k, the number of this step, from 1. */
  readonly step: number;
}

/** What it leaves. The caller owns the tensors. */
export interface AdamOutput {
  readonly parameters: tf.Tensor1D;
  readonly first: tf.Tensor1D;
  readonly second: tf.Tensor1D;
}

/**
 * TensorFlow's own Adam: the dozen elementwise passes over parameters and moments as one (`ResourceApplyAdam`). It
 * works in place on TensorFlow variables, which lend our vectors their buffers: assigning and reading one copies
 * nothing, and the operation copies a vector first if anyone else still holds it.
 */
class FusedAdam {
  readonly #backend: NativeBackend;
  /** Variables for parameters and both moments, shared by vectors of every length in turn. */
  readonly #variables: readonly [tf.Tensor, tf.Tensor, tf.Tensor];
  readonly #dtype: Attribute;
  readonly #applied: readonly Attribute[];

  constructor(backend: NativeBackend) {
    this.#backend = backend;
    const { TF_ATTR_TYPE, TF_ATTR_SHAPE, TF_ATTR_STRING, TF_ATTR_BOOL, TF_FLOAT } = backend.binding;
    this.#dtype = { name: 'dtype', type: TF_ATTR_TYPE!, value: TF_FLOAT };
    this.#applied = [
      { name: 'T', type: TF_ATTR_TYPE!, value: TF_FLOAT },
      { name: 'use_locking', type: TF_ATTR_BOOL!, value: false },
      { name: 'use_nesterov', type: TF_ATTR_BOOL!, value: false },
    ];
    const variable = (name: string): tf.Tensor =>
      tf.keep(
        backend.executeSingleOutput(
          'VarHandleOp',
          [
            this.#dtype,
            { name: 'shape', type: TF_ATTR_SHAPE!, value: [-1] },
            { name: 'shared_name', type: TF_ATTR_STRING!, value: `hnet_adam_${name}` },
          ],
          [],
        ),
      );
    this.#variables = [variable('parameters'), variable('first'), variable('second')];
  }

  /**
   * One step.
   * @param release called when the variables hold the old vectors: who needs them no longer frees them here, and the
   *   step then takes place without copies
   */
  step(input: AdamInput, release: () => void): AdamOutput {
    return tf.tidy(() => {
      [input.parameters, input.first, input.second].forEach((vector, i) =>
        this.#backend.executeMultipleOutputs(
          'AssignVariableOp',
          [this.#dtype],
          [this.#variables[i]!, vector],
          0,
        ),
      );
      release();
      const { learningRate, beta1, beta2, epsilon, step } = input;
      const numbers = [beta1 ** step, beta2 ** step, learningRate, beta1, beta2, epsilon];
      this.#backend.executeMultipleOutputs(
        'ResourceApplyAdam',
        this.#applied,
        [...this.#variables, ...numbers.map((value) => tf.scalar(value)), input.gradient],
        0,
      );
      const read = (variable: tf.Tensor): tf.Tensor1D =>
        this.#backend.executeSingleOutput('ReadVariableOp', [this.#dtype], [variable]) as tf.Tensor1D;
      const [parameters, first, second] = this.#variables;
      return { parameters: read(parameters), first: read(first), second: read(second) };
    });
  }
}

/** Made on first use; null where TensorFlow has no such operation. */
let known: FusedAdam | null | undefined;

/** The fused step if the current backend is native TensorFlow, else null: the elementwise form serves everywhere. */
export function fusedAdam(): FusedAdam | null {
  const backend = nativeBackend();
  if (backend === null) return null;
  if (known === undefined) known = tryOut(backend);
  return known;
}

/** A step of known outcome, once a process: an unusual build or device then costs speed, not a training. */
function tryOut(backend: NativeBackend): FusedAdam | null {
  try {
    const adam = new FusedAdam(backend);
    const moved = tf.tidy(() => {
      const zeros = { parameters: tf.zeros([2]), first: tf.zeros([2]), second: tf.zeros([2]) };
      const constants = { learningRate: 0.5, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 1 };
      const input = { ...zeros, ...constants, gradient: tf.tensor1d([2, -3]) } as AdamInput;
      return adam.step(input, () => undefined).parameters.dataSync();
    });
    return Math.abs(moved[0]! + 0.5) < 1e-4 && Math.abs(moved[1]! - 0.5) < 1e-4 ? adam : null;
  } catch {
    return null;
  }
}
