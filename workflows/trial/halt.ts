/** What ends a trial early: a pruner, a race, or its sweep, whose budget is spent. */
import * as wf from '@temporalio/workflow';
import { pruneTrialSignal } from '../messages.ts';

export interface Halt {
  /** Why the trial is pruned; null while it goes on. */
  reason(): string | null;
  /** Ends the work that runs, checkpointed. The first reason stays. */
  prune(reason: string): void;
  /** Runs work that a pruning interrupts. @throws what the work throws; a cancellation when it was interrupted */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** A halt that listens to the sweep. */
export function createHalt(): Halt {
  let why: string | null = null;
  let scope: wf.CancellationScope | null = null;
  const prune = (reason: string): void => {
    why ??= reason;
    scope?.cancel();
  };
  wf.setHandler(pruneTrialSignal, prune);
  return {
    reason: () => why,
    prune,
    during(work) {
      scope = new wf.CancellationScope();
      if (why !== null) scope.cancel();
      return scope.run(work);
    },
  };
}
