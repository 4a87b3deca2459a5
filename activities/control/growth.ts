import { UserError } from '../../common/errors.ts';
import type { SweepRow } from '../../prisma/store/types.ts';
import { rankTrials } from '../../search/statistics/index.ts';
import type { ControlActivities, Leader } from '../../workflows/activities.types.ts';
import type { ControlDependencies } from './control.types.ts';

/** Of so many best trials the leaders are chosen: the same that the ranking of a sweep compares. */
const COMPARED = 20;

/** What a sweep spends, takes up again, and evaluates anew. */
export function createGrowth({
  store,
}: Pick<ControlDependencies, 'store'>): Pick<ControlActivities, 'spent' | 'revive' | 'leaders'> {
  return {
    async spent({ sweepId }) {
      return { deviceSeconds: (await sweepRow(sweepId)).deviceSeconds };
    },

    async revive({ sweepId, number, generation, from, judged }) {
      const { spec } = await sweepRow(sweepId);
      const before = await store.trialByNumber(sweepId, number);
      if (before === null) return { kind: 'skipped', number, reason: `no trial ${number} in ${sweepId}` };
      try {
        const trial = await store.reviveTrial(before.id, generation);
        await store.appendEvent({
          key: `${before.id}/revived/${generation}`,
          sweepId,
          trialId: before.id,
          kind: 'trial-revived',
          message: `trial ${number}, ${from}, is taken up again${judged ? '' : ', to be trained to its end'}`,
          data: { number, generation, from },
        });
        return {
          kind: 'trial',
          number,
          trialId: trial.id,
          hash: trial.hash,
          spec: { benchmark: spec.benchmark, strategy: spec.strategy, configuration: trial.configuration },
          assignment: trial.assignment,
        };
      } catch (error) {
        if (!(error instanceof UserError) || error.code !== 'conflict') throw error;
        return { kind: 'skipped', number, reason: error.message };
      }
    },

    async leaders({ sweepId }) {
      const { spec } = await sweepRow(sweepId);
      const { confirm, objective, benchmark, strategy } = spec;
      if (confirm === undefined || confirm === null) return [];
      const trials = await store.bestTrials(sweepId, COMPARED);
      const metrics = await store.replicateMetrics(trials.map(({ id }) => id));
      const { best } = rankTrials(
        trials.map(({ id }) => ({
          id,
          values: new Map(
            [...(metrics.get(id) ?? [])].map(([seed, all]) => [seed, all[objective.name] ?? NaN]),
          ),
        })),
        objective.goal,
      );
      const seeds = freshSeeds(spec.seeds, confirm.seeds);
      const leaders: Leader[] = [];
      for (const id of best.slice(0, confirm.leaders)) {
        const { number, hash, configuration } = trials.find((trial) => trial.id === id)!;
        await store.addConfirmation(id, seeds);
        leaders.push({ number, trialId: id, hash, spec: { benchmark, strategy, configuration }, seeds });
      }
      return leaders;
    },
  };

  async function sweepRow(sweepId: string): Promise<SweepRow> {
    const sweep = await store.sweep(sweepId);
    if (sweep === null) throw new UserError('not-found', `no sweep ${sweepId} in the database`);
    return sweep;
  }
}

/** The first so many whole numbers above every seed of the search, the same for all leaders: they stay paired. */
export function freshSeeds(used: readonly number[], count: number): readonly number[] {
  const highest = Math.max(...used);
  // Beyond the largest seed that a file may name it goes on with unused small ones.
  const seeds: number[] = [];
  for (let seed = highest < 0x7fffffff ? highest + 1 : 0; seeds.length < count; seed += 1) {
    const wrapped = seed % 0x80000000;
    if (!used.includes(wrapped)) seeds.push(wrapped);
  }
  return seeds;
}
