import { z } from 'zod';
import { UserError } from '../../../common/errors.ts';
import { TERMINAL_SWEEP_STATES } from '../../../workflows/types.ts';
import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { Sweep } from '../schemas/sweep.ts';
import { findSweep } from '../views/find.ts';
import { sweepView } from '../views/sweep-view.ts';
import { sweepPath } from './parameters.ts';

const answer = {
  status: 200,
  description: 'Accepted by the workflow; the sweep as it is now. Its state follows within moments.',
  schema: Sweep,
} as const;
const mediaTypes = ['application/json'];

/** What can be done to a sweep while it is not over. */
export function steeringRoutes({ store, control }: ApiDependencies): Endpoint[] {
  /** Acts on an open sweep and gives it as it is afterwards. */
  async function steer(id: string, act: () => Promise<void>) {
    const { state } = await findSweep(store, id);
    if (TERMINAL_SWEEP_STATES.some((over) => over === state))
      throw new UserError('conflict', `sweep ${id} is ${state}; extend, enqueue or retry takes it up again`);
    await act();
    return sweepView(store, await findSweep(store, id));
  }

  const simple = (verb: 'resume' | 'stop' | 'cancel', summary: string): Endpoint =>
    endpoint({
      method: 'post',
      path: `/sweeps/{id}/${verb}`,
      tag: 'steering',
      summary,
      params: sweepPath,
      answer,
      handle: ({ params: { id } }) => steer(id, () => control[verb](id)),
    });

  return [
    endpoint({
      method: 'post',
      path: '/sweeps/{id}/pause',
      tag: 'steering',
      summary: 'Start no new trials until resumed',
      params: sweepPath,
      body: {
        schema: z
          .object({
            now: z.boolean().default(false).meta({
              description: 'Running stages too: they checkpoint and free their devices.',
            }),
          })
          .default({ now: false }),
        mediaTypes,
      },
      answer,
      handle: ({ params: { id }, body }) => steer(id, () => control.pause(id, body)),
    }),
    simple('resume', 'Go on after a pause'),
    simple('stop', 'Start no new trials, let running ones finish, then end'),
    simple('cancel', 'End now; running trials are checkpointed'),
    endpoint({
      method: 'patch',
      path: '/sweeps/{id}',
      tag: 'steering',
      summary: 'Change how many trials may run at once',
      params: sweepPath,
      body: { schema: z.object({ maxConcurrentTrials: z.int().min(1).max(500) }), mediaTypes },
      answer,
      handle: ({ params: { id }, body }) =>
        steer(id, () => control.setConcurrency(id, body.maxConcurrentTrials)),
    }),
  ];
}
