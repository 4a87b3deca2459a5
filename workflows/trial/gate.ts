/** Pausing a trial: work runs in scopes that a pause interrupts and that start anew when the gate opens. */
import * as wf from '@temporalio/workflow';
import { pauseTrialSignal, resumeTrialSignal } from '../messages.ts';

/** Lets work through while the trial is not paused. */
export interface Gate {
  /** Whether the trial is paused. */
  closed(): boolean;
  /** Whether any work is still running. */
  busy(): boolean;
  /** Runs `work`; a pause cancels it, waits for it to end, and runs it again after the resume. */
  pass<T>(work: () => Promise<T>): Promise<T>;
}

/** A gate that listens to the trial's pause and resume signals. */
export function createGate(closedAtStart: boolean): Gate {
  let closed = closedAtStart;
  const running = new Set<wf.CancellationScope>();
  const interrupted = new Set<wf.CancellationScope>();

  wf.setHandler(pauseTrialSignal, () => {
    closed = true;
    for (const scope of running) {
      interrupted.add(scope);
      scope.cancel();
    }
  });
  wf.setHandler(resumeTrialSignal, () => {
    closed = false;
  });

  return {
    closed: () => closed,
    busy: () => running.size > 0,
    async pass(work) {
      for (;;) {
        await wf.condition(() => !closed);
        const scope = new wf.CancellationScope();
        running.add(scope);
        try {
          return await scope.run(work);
        } catch (error) {
          const onlyPaused = wf.isCancellation(error) && interrupted.has(scope);
          if (!onlyPaused || wf.CancellationScope.current().consideredCancelled) throw error;
        } finally {
          running.delete(scope);
          interrupted.delete(scope);
        }
      }
    },
  };
}
