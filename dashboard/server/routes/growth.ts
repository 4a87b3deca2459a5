import { z } from 'zod';
import { InvalidInputError } from '../../../common/errors.ts';
import type { Assignment } from '../../../search/types.ts';
import { readConfiguration, resolveTrial } from '../../../sweepfile/index.ts';
import { pathText } from '../../../sweepfile/fault.ts';
import type { SweepSpec } from '../../../workflows/types.ts';
import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { Sweep } from '../schemas/sweep.ts';
import { ParameterValue } from '../schemas/words.ts';
import { findSweep } from '../views/find.ts';
import { sweepView } from '../views/sweep-view.ts';
import { sweepPath } from './parameters.ts';

const mediaTypes = ['application/json'];
const answer = {
  status: 200,
  description: 'Accepted; the sweep as it is now.',
  schema: Sweep,
} as const;

const positive = z.number().positive();
const extension = z
  .object({
    trials: z.int().min(1).optional().meta({ description: 'So many more trials.' }),
    deviceHours: positive.optional().meta({ description: 'So much more device time.' }),
    seconds: positive.optional().meta({ description: 'So much longer.' }),
    revive: z
      .array(z.int().min(0))
      .min(1)
      .max(1000)
      .optional()
      .meta({ description: 'Numbers of pruned trials that are trained to their end.' }),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), {
    message: 'at least one of trials, deviceHours, seconds, revive',
  });

/** What gives a sweep more to do, whether it is running or has ended. */
export function growthRoutes({ store, control }: ApiDependencies): Endpoint[] {
  async function grow(id: string, act: (spec: SweepSpec) => Promise<unknown>) {
    const { spec } = await findSweep(store, id);
    await act(spec);
    return sweepView(store, await findSweep(store, id));
  }

  return [
    endpoint({
      method: 'post',
      path: '/sweeps/{id}/extend',
      tag: 'steering',
      summary: 'More trials, more device time, more time, or pruned trials trained to their end',
      description: 'A sweep that has ended is taken up again.',
      params: sweepPath,
      body: { schema: extension, mediaTypes },
      answer,
      handle: ({ params: { id }, body: { trials, deviceHours, seconds, revive } }) =>
        grow(id, () =>
          control.extend(id, {
            ...(trials !== undefined && { trials }),
            ...(deviceHours !== undefined && { deviceSeconds: deviceHours * 3600 }),
            ...(seconds !== undefined && { seconds }),
            ...(revive !== undefined && { revive }),
          }),
        ),
    }),
    endpoint({
      method: 'post',
      path: '/sweeps/{id}/enqueue',
      tag: 'steering',
      summary: "Try configurations of one's own before anything else",
      description:
        'Each is checked against the search space first; parameters with one value may be left out. A sweep that has ended is taken up again.',
      params: sweepPath,
      body: {
        schema: z.object({ configurations: z.array(z.record(z.string(), ParameterValue)).min(1).max(1000) }),
        mediaTypes,
      },
      answer,
      handle: ({ params: { id }, body: { configurations } }) =>
        grow(id, (spec) => control.enqueue(id, checked(spec, configurations))),
    }),
    endpoint({
      method: 'post',
      path: '/sweeps/{id}/retry',
      tag: 'steering',
      summary: 'Take up again what failed or was cancelled',
      description: 'Trials go on from their checkpoints. A sweep that has ended is taken up again.',
      params: sweepPath,
      body: {
        schema: z
          .object({
            states: z
              .array(z.enum(['failed', 'cancelled']))
              .min(1)
              .default(['failed']),
          })
          .default({ states: ['failed'] }),
        mediaTypes,
      },
      answer,
      handle: ({ params: { id }, body: { states } }) => grow(id, () => control.retry(id, states)),
    }),
  ];
}

/** Configurations completed with what does not vary. @throws InvalidInputError naming every fault */
function checked(spec: SweepSpec, configurations: readonly Assignment[]): readonly Assignment[] {
  const read = configurations.map((given, i) =>
    readConfiguration(spec.space, given, ['configurations', i], (assignment) =>
      resolveTrial(spec, assignment),
    ),
  );
  const faults = read.flatMap((one) => one.faults);
  if (faults.length > 0)
    throw new InvalidInputError(
      'enqueue',
      faults.map(({ path, given, allowed }) => ({ path: pathText(path), given, allowed })),
    );
  return read.map(({ assignment }) => assignment);
}
