import type { SweepControl } from '../../../dashboard/server/index.ts';
import type { Store } from '../../../prisma/store/types.ts';

/** An orchestration that only notes what it was asked, and makes rows where the real one would. */
export interface FakeControl extends SweepControl {
  readonly calls: (readonly [name: string, ...args: unknown[]])[];
}

/** A control without workflows. */
export function fakeControl(store: Store): FakeControl {
  const calls: FakeControl['calls'] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return Promise.resolve();
    };
  return {
    calls,
    submit: (spec) => {
      calls.push(['submit', spec.name]);
      return store.createSweep(spec);
    },
    pause: note('pause'),
    resume: note('resume'),
    stop: note('stop'),
    cancel: note('cancel'),
    setConcurrency: note('setConcurrency'),
    extend: note('extend'),
    enqueue: note('enqueue'),
    retry: async (...args) => {
      await note('retry')(...args);
      return [3];
    },
    running: (_id, trials) =>
      Promise.resolve(
        trials.map(({ number }) => ({
          trial: number,
          state: 'training',
          worker: 'gpu-1/4711',
          progress: { seed: 1, task: 2, iteration: 300, of: 2000, loss: 0.12, checkpoint: null },
        })),
      ),
  };
}
