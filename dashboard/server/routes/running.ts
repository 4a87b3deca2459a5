import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { Running } from '../schemas/running.ts';
import { findSweep } from '../views/find.ts';
import { measured } from '../views/numbers.ts';
import { sweepPath } from './parameters.ts';

/** Each trial is one question to Temporal; nobody looks at more than these. */
const mostTrials = 20;

/** What is trained this moment. */
export function runningRoutes({ store, control }: ApiDependencies): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sweeps/{id}/running',
      tag: 'trials',
      summary: 'Stages that are trained this moment, or wait for a slot',
      params: sweepPath,
      answer: { status: 200, description: 'Of the first running trials.', schema: Running },
      async handle({ params: { id } }): Promise<Running> {
        await findSweep(store, id);
        const { trials } = await store.listTrials({ sweepId: id, states: ['running'], limit: mostTrials });
        const stages = trials.length === 0 ? [] : await control.running(id, trials);
        return {
          stages: stages.map(({ trial, state, worker, progress }) => ({
            trial,
            state,
            worker,
            progress: progress && {
              seed: progress.seed,
              task: progress.task,
              iteration: progress.iteration,
              of: progress.of,
              loss: measured(progress.loss),
              packed: progress.packed ?? 1,
              device: progress.device ?? null,
            },
          })),
        };
      },
    }),
  ];
}
