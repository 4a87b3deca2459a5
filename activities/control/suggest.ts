import { contentHash } from '../../common/canonical-json.ts';
import { InvalidInputError, unlessRefused, UserError } from '../../common/errors.ts';
import { configurationHash } from '../../sweepfile/index.ts';
import type { Configuration } from '../../hnet/types.ts';
import type { ControlActivities } from '../../workflows/activities.types.ts';
import type { Suggestion, SweepSpec } from '../../workflows/types.ts';
import type { ControlDependencies } from './control.types.ts';
import { createPast } from './past.ts';

/** `suggest`: the next trial of a sweep, proposed by its sampler from the history in the database. */
export function createSuggest({ store, knowledge }: ControlDependencies): Pick<ControlActivities, 'suggest'> {
  const past = createPast(store, knowledge);
  return {
    async suggest({ sweepId, number, draw = number, enqueued }): Promise<Suggestion> {
      const sweep = await store.sweep(sweepId);
      if (!sweep) throw new UserError('not-found', `no sweep ${sweepId} in the database`);
      const { spec } = sweep;

      // A repeated call, its first answer lost: the row has the answer, the history has moved on.
      const before = await store.trialByNumber(sweepId, number);
      if (before)
        return {
          kind: 'trial',
          number,
          trialId: before.id,
          hash: before.hash,
          spec: { benchmark: spec.benchmark, strategy: spec.strategy, configuration: before.configuration },
          assignment: before.assignment,
        };

      const assignment =
        enqueued ??
        knowledge.createSampler(spec.method).suggest({
          space: spec.space,
          objective: spec.objective,
          objectives: spec.objectives,
          seed: spec.searchSeed,
          number: draw,
          history: await past.of(sweepId, spec),
          feasible: feasibility(spec),
        });
      if (assignment === 'exhausted') return { kind: 'exhausted' };
      return await enter(spec, assignment);

      /** Whether a configuration can be trained under the sweep's constraints; none: not asked. */
      function feasibility(sweepSpec: SweepSpec): ((proposal: Configuration) => boolean) | undefined {
        if (sweepSpec.constraints === undefined || sweepSpec.constraints.length === 0) return undefined;
        return (proposal) => unlessRefused(() => knowledge.resolveTrial(sweepSpec, proposal)) !== null;
      }

      /** Makes the row, unless the proposal can't be tried. */
      async function enter(sweepSpec: SweepSpec, proposal: Configuration): Promise<Suggestion> {
        try {
          const trial = knowledge.resolveTrial(sweepSpec, proposal);
          const hash = configurationHash(trial);
          const row = await store.createTrial({
            sweepId,
            number,
            hash,
            assignment: proposal,
            configuration: trial.configuration,
            seeds: sweepSpec.seeds,
            origin: enqueued === undefined ? 'sampler' : 'enqueued',
          });
          return { kind: 'trial', number, trialId: row.id, hash, spec: trial, assignment: proposal };
        } catch (error) {
          const impossible = error instanceof InvalidInputError;
          const duplicate = error instanceof UserError && error.code === 'conflict';
          if (!impossible && !duplicate) throw error;
          await store.appendEvent({
            // Enqueued ones that can't be tried use up no number.
            key: `${sweepId}/skipped/${number}${enqueued === undefined ? '' : `/${contentHash(enqueued)}`}`,
            sweepId,
            kind: 'trial-skipped',
            message: error.message,
            data: { number, assignment: proposal },
          });
          return { kind: 'skipped', number, reason: error.message };
        }
      }
    },
  };
}
