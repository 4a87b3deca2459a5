import { UserError } from '../../common/errors.ts';
import { objectiveOf, refreshBest } from './aggregates.ts';
import type { Transaction } from './databases/database.ts';
import { decodeJson, encodeJson } from './json.ts';
import { replicateRow, stageRow } from './rows.ts';
import type { Session } from './session.ts';
import { isTerminalTrial } from './states.ts';
import { meanMetrics, meanWithError } from './statistics.ts';
import type { Metrics, QueryStore, SweepStore } from './types.ts';

type Replicates = Pick<SweepStore, 'finishReplicate' | 'replicates'> & Pick<QueryStore, 'replicateMetrics'>;

/** States of replicates that count for their trial's value. */
const counted = ['complete', 'pruned'] as const;

/**
 * A trial's value: the mean over its complete and pruned replicates that have the objective. If one of them is not
 * finite the trial has none: the mean of the others would praise a configuration for the seed that blew up.
 */
async function summarise(tx: Transaction, trialId: string, objective: string) {
  const rows = await tx.replicate.findMany({
    where: { trialId, purpose: 'search', state: { in: [...counted] }, metrics: { not: null } },
    orderBy: { seed: 'asc' },
    select: { metrics: true },
  });
  const metrics = rows.map((row) => decodeJson<Metrics>(row.metrics ?? '{}'));
  const values = metrics.map((m) => m[objective]).filter((v) => v !== undefined);
  const usable = values.length > 0 && values.every(Number.isFinite);
  const { mean, standardError } = usable ? meanWithError(values) : { mean: null, standardError: null };
  return {
    value: mean,
    standardError,
    replicatesDone: metrics.length,
    metrics: encodeJson(meanMetrics(metrics)),
  };
}

/** Replicates: their end, which makes their trial's value. */
export function createReplicates({ read, write, dialect }: Session): Replicates {
  return {
    finishReplicate: (trialId, seed, state, metrics) =>
      write(async (tx) => {
        await dialect.lockTrial(tx, trialId);
        const trial = await tx.trial.findUnique({
          where: { id: trialId },
          select: { sweepId: true, state: true },
        });
        if (trial === null) throw new UserError('not-found', `no trial ${trialId}`);
        const id = { trialId_seed: { trialId, seed } };
        const before = await tx.replicate.findUnique({ where: id, select: { state: true } });
        if (before !== null && isTerminalTrial(before.state)) return;
        const end = {
          state,
          metrics: metrics === null ? null : encodeJson(metrics),
          endedAt: isTerminalTrial(state) ? new Date() : null,
        };
        await tx.replicate.upsert({ where: id, create: { trialId, seed, ...end }, update: end });
        const objective = await objectiveOf(tx, trial.sweepId);
        await tx.trial.update({
          where: { id: trialId },
          data: await summarise(tx, trialId, objective.name),
          select: { id: true },
        });
        if (trial.state === 'complete') await refreshBest(tx, dialect, trial.sweepId, objective.goal);
      }),

    replicates: (trialId, purpose = 'search') =>
      read(async (client) => {
        const rows = await client.replicate.findMany({
          where: { trialId, purpose },
          orderBy: { seed: 'asc' },
          include: { stages: { orderBy: { task: 'asc' }, include: { stage: { select: { curve: true } } } } },
        });
        return rows.map((row) =>
          replicateRow(
            row,
            row.stages.map((run) => stageRow(run, run.stage.curve)),
          ),
        );
      }),

    replicateMetrics: (trialIds, purpose = 'search') =>
      read(async (client) => {
        const rows = await client.replicate.findMany({
          where: {
            trialId: { in: [...trialIds] },
            purpose,
            state: { in: [...counted] },
            metrics: { not: null },
          },
          orderBy: [{ trialId: 'asc' }, { seed: 'asc' }],
          select: { trialId: true, seed: true, metrics: true },
        });
        const byTrial = new Map<string, Map<number, Metrics>>();
        for (const { trialId, seed, metrics } of rows) {
          const bySeed = byTrial.get(trialId) ?? new Map<number, Metrics>();
          byTrial.set(trialId, bySeed.set(seed, decodeJson<Metrics>(metrics ?? '{}')));
        }
        return byTrial;
      }),
  };
}
