import * as tf from '@tensorflow/tfjs-core';
import {
  disposeState,
  freshState,
  scaledRule,
  takeStep,
  type OptimiserRule,
  type OptimiserState,
} from '../training/optimiser.ts';
import { checkSizes, fromHost, toHost } from './host-arrays.ts';
import type { NamedArray, NamedArrays } from './strategy.types.ts';

/** The weights of a network that owns them, as one flat vector, with the optimiser that is made afresh for every task. */
export class TrainedVector {
  readonly #name: string;
  readonly #rule: OptimiserRule;
  #value: tf.Tensor1D;
  #state: OptimiserState | null = null;

  /**
   * @param name of its arrays in checkpoints
   * @param initial copied
   */
  constructor(name: string, rule: OptimiserRule, initial: Float32Array) {
    this.#name = name;
    this.#rule = rule;
    this.#value = tf.tensor1d(initial.slice());
  }

  /** The weights now; owned by this object and gone after the next step. */
  get value(): tf.Tensor1D {
    return this.#value;
  }

  /** Makes the optimiser for a task. */
  begin(): void {
    this.finish();
    this.#state = freshState(this.#rule, this.#value.size);
  }

  /**
   * One step of the optimiser; disposes the gradient.
   * @param rateScale multiplies the learning rate
   */
  step(gradient: tf.Tensor1D, rateScale = 1): void {
    const next = takeStep(scaledRule(this.#rule, rateScale), this.#state!, this.#value, gradient);
    gradient.dispose();
    this.#value = next.parameters;
    this.#state = next.state;
  }

  /** Frees the optimiser's state. */
  finish(): void {
    if (this.#state !== null) disposeState(this.#state);
    this.#state = null;
  }

  /** `midway`: with the optimiser's moments while a task is trained. */
  async save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    const arrays: Record<string, NamedArray> = { [this.#name]: await toHost(this.#value) };
    const state = this.#state;
    if (scope === 'final' || state === null) return arrays;
    if (state.first !== null) arrays[`${this.#name}.first_moment`] = await toHost(state.first);
    if (state.second !== null) arrays[`${this.#name}.second_moment`] = await toHost(state.second);
    return arrays;
  }

  /**
   * @param steps how many steps of the task are done; null where it is not in training
   * @throws UserError `corrupt-data` if its arrays are missing or of another size
   */
  restore(arrays: NamedArrays, steps: number | null): void {
    const moments = [`${this.#name}.first_moment`, `${this.#name}.second_moment`];
    const found = steps === null ? [] : moments.filter((name) => name in arrays);
    checkSizes(arrays, Object.fromEntries([this.#name, ...found].map((name) => [name, this.#value.size])));
    this.dispose();
    this.#value = fromHost(arrays[this.#name]!);
    if (steps === null) return;
    const [first, second] = moments.map((name) => arrays[name]);
    this.#state = {
      first: first === undefined ? null : fromHost(first),
      second: second === undefined ? null : fromHost(second),
      step: steps,
    };
  }

  dispose(): void {
    this.finish();
    this.#value.dispose();
  }
}
