import type * as tf from '@tensorflow/tfjs-core';
import type { NamedArrays } from '../strategy.types.ts';
import type { FinishedTask, Penalty, Protection } from './method.types.ts';
import { PENALTY_TENSORS, QuadraticPenalty } from './quadratic-penalty.ts';

/** A quadratic penalty that every finished task adds to: what EWC and MAS have in common. */
export abstract class QuadraticProtection implements Protection {
  protected readonly terms: QuadraticPenalty;

  constructor(strength: number) {
    this.terms = new QuadraticPenalty(strength);
  }

  penalty(weights: tf.Tensor1D, wantValue: boolean): Penalty | null {
    return this.terms.at(weights, wantValue);
  }

  abstract endTask(task: FinishedTask): Promise<void>;

  save(): Promise<NamedArrays> {
    return this.terms.save();
  }

  expects({ task }: { readonly task: number }): readonly string[] {
    return task > 0 ? PENALTY_TENSORS : [];
  }

  restore(arrays: NamedArrays): void {
    this.terms.restore(arrays);
  }

  dispose(): void {
    this.terms.dispose();
  }
}
