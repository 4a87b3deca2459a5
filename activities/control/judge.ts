import { UserError } from '../../common/errors.ts';
import type { StageResult } from '../../hnet/types.ts';
import type { ReportRow, SweepRow, TrialRow } from '../../prisma/store/types.ts';
import { createPruner } from '../../search/pruners/index.ts';
import type { RungContext } from '../../search/pruners/index.ts';
import { race, seedsEarned } from '../../search/racing.ts';
import { mean } from '../../search/statistics/index.ts';
import type { ControlActivities, Judgement } from '../../workflows/activities.types.ts';
import type { ControlDependencies } from './control.types.ts';

/** Digits of a p-value in a reason. */
const P_DIGITS = 2;

/**
 * `judge` and `race`: whether a trial goes on. Every report is kept with the verdict on it, so that a question asked
 * again, its first answer lost, gets the same one although others have reported meanwhile.
 */
export function createJudge({
  store,
  knowledge,
}: Pick<ControlDependencies, 'store' | 'knowledge'>): Pick<ControlActivities, 'judge' | 'race'> {
  return {
    async judge({ trialId, rung, seeds }) {
      const before = await store.report(trialId, 'tasks', rung);
      if (before !== null) return judgement(before);
      const { trial, sweep } = await rows(trialId);
      const { benchmark, strategy, objective, earlyTerminate } = sweep.spec;
      const spec = { benchmark, strategy, configuration: trial.configuration };
      const stages = [...(await store.stageResults(trialId, seeds)).values()];
      const ofRung = (of: (done: readonly StageResult[]) => number, at: number): number =>
        mean(stages.map((all) => of(all.slice(0, at))));
      const rungs = Array.from({ length: rung }, (_, i) => i + 1);
      const values = rungs.map((at) =>
        ofRung((done) => knowledge.metricsOf(spec, done)[objective.name] ?? NaN, at),
      );
      const report = { trialId, axis: 'tasks', rung, sweepId: trial.sweepId, number: trial.number } as const;
      const value = values.at(-1)!;
      const pruner = createPruner(earlyTerminate!);
      if (!pruner.judgesAt(rung, benchmark.tasks, trial.number))
        return judgement(await store.addReport({ ...report, value, reason: null }));

      const split = objective.name.startsWith('val_') ? 'val' : 'test';
      const context: RungContext = {
        goal: objective.goal,
        number: trial.number,
        rungs: benchmark.tasks,
        values,
        during: rungs.map((at) => ofRung((done) => done.at(-1)?.[split].at(-1) ?? NaN, at)),
        others: (await store.reportsAt(trial.sweepId, 'tasks', rung, trial.number)).map((other) => ({
          number: other.number,
          value: other.value ?? NaN,
        })),
      };
      const verdict = pruner.judge(context);
      return judgement(
        await store.addReport({ ...report, value, reason: verdict.prune ? verdict.reason : null }),
      );
    },

    async race({ trialId, seeds }) {
      const rung = seeds.length;
      const before = await store.report(trialId, 'seeds', rung);
      if (before !== null) return judgement(before);
      const { trial, sweep } = await rows(trialId);
      const { racing, objective } = sweep.spec;
      const report = { trialId, axis: 'seeds', rung, sweepId: trial.sweepId, number: trial.number } as const;
      const leader = await store.leader(trial.sweepId, { except: trialId, replicates: racing!.minSeeds });
      const metrics = await store.replicateMetrics([trialId, ...(leader === null ? [] : [leader.id])]);
      const bySeed = (id: string): ReadonlyMap<number, number> =>
        new Map([...(metrics.get(id) ?? [])].map(([seed, all]) => [seed, all[objective.name] ?? NaN]));
      const own = bySeed(trialId);
      const value = mean([...own.values()]);
      const verdict = race(own, leader === null ? null : bySeed(leader.id), objective.goal, racing!);
      const reason = verdict.goOn
        ? null
        : `after ${rung} of ${sweep.spec.seeds.length} seeds: trial ${leader!.number} is better (p ${verdict.p.toPrecision(P_DIGITS)}, paired over ${verdict.pairs} seeds)`;
      const answer = judgement(await store.addReport({ ...report, value, reason }));
      // Asked again, a trial that goes on gets the next seed alone: only the verdict is kept.
      return answer.prune || !verdict.goOn ? answer : { ...answer, next: seedsEarned(verdict, rung) };
    },
  };

  async function rows(trialId: string): Promise<{ trial: TrialRow; sweep: SweepRow }> {
    const trial = await store.trial(trialId);
    const sweep = trial === null ? null : await store.sweep(trial.sweepId);
    if (trial === null || sweep === null)
      throw new UserError('not-found', `no trial ${trialId} in the database`);
    return { trial, sweep };
  }
}

function judgement({ reason }: ReportRow): Judgement {
  return reason === null ? { prune: false } : { prune: true, reason };
}
