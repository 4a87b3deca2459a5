import type { HnetLearner } from '../hnet-learner.ts';
import type { Part, PartState } from '../phased-learner.ts';
import type { Batch, NamedArrays, StepLoss } from '../strategy.types.ts';

/** An HNET classifier as one part of a learner. */
export class HnetPart implements Part {
  readonly learner: HnetLearner;

  /** @param learner taken over */
  constructor(learner: HnetLearner) {
    this.learner = learner;
  }

  begin(task: number): void {
    this.learner.beginTask(task);
  }

  step(batch: Batch, iteration: number, wantLoss: boolean, rateScale?: number): StepLoss | null {
    return this.learner.step(batch, iteration, wantLoss, rateScale);
  }

  finish(): void {
    this.learner.finish();
  }

  endTask(): Promise<void> {
    return this.learner.endTask();
  }

  save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    return this.learner.save(scope);
  }

  restore(
    arrays: NamedArrays,
    { task, state, steps }: { readonly task: number; readonly state: PartState; readonly steps: number },
  ): void {
    const finished = state === 'finished';
    this.learner.restore(arrays, { task, midway: state !== 'waiting', finished, steps });
  }

  dispose(): void {
    this.learner.dispose();
  }
}
