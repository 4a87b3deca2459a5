/** The updates that steer a sweep. Each is checked before it is accepted, and answers once the database shows it. */
import * as wf from '@temporalio/workflow';
import * as messages from '../messages.ts';
import { refuseUnless } from './growth.ts';
import type { SweepCarry } from './state.ts';

/** Most trials at once: Temporal advises to keep pending children of a workflow under 500. */
export const MAX_CONCURRENCY = 500;

/** Sets the handlers of updates and of the progress query. `changed` wakes the sweep, `shown` waits for the database. */
export function handleSteering(
  state: SweepCarry,
  sweep: { readonly changed: () => void; readonly shown: () => Promise<void> },
): void {
  const move = async (to: Partial<SweepCarry>) => {
    Object.assign(state, to);
    sweep.changed();
    await sweep.shown();
  };

  wf.setHandler(
    messages.pauseUpdate,
    ({ now }) => move({ mode: 'paused', pausedNow: now, reason: 'paused by request' }),
    { validator: (_options) => refuseUnless(state, ['running', 'paused'], 'pause') },
  );
  wf.setHandler(
    messages.resumeUpdate,
    () => move({ mode: 'running', pausedNow: false, reason: null, quickFailures: null }),
    { validator: () => refuseUnless(state, ['paused'], 'resume') },
  );
  wf.setHandler(messages.stopUpdate, () => move({ mode: 'stopping', reason: 'stopped by request' }), {
    validator: () => refuseUnless(state, ['running', 'paused', 'finishing'], 'stop'),
  });
  wf.setHandler(messages.cancelUpdate, () => move({ mode: 'cancelling', reason: 'cancelled by request' }), {
    validator: () => refuseUnless(state, ['running', 'paused', 'finishing', 'stopping', 'failing'], 'cancel'),
  });
  wf.setHandler(
    messages.setConcurrencyUpdate,
    (concurrency) => {
      state.concurrency = concurrency;
      sweep.changed();
    },
    {
      validator: (concurrency) => {
        if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MAX_CONCURRENCY)
          throw wf.ApplicationFailure.nonRetryable(
            `concurrency: given ${concurrency}; allowed: a whole number from 1 to ${MAX_CONCURRENCY}`,
            'invalid-input',
          );
      },
    },
  );
  wf.setHandler(messages.progressQuery, () => ({
    mode: state.mode,
    reason: state.reason,
    concurrency: state.concurrency,
    started: state.started,
    running: state.running,
    ended: state.ended,
    best: state.best,
    exhausted: state.exhausted,
    continued: state.continued,
    enqueued: state.queue.length,
    sinceImprovement: state.sinceImprovement,
    limits: state.limits,
  }));
}
