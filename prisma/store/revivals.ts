import { UserError } from '../../common/errors.ts';
import type { TrialState } from '../../workflows/types.ts';
import { countTrial, objectiveOf, refreshBest } from './aggregates.ts';
import { trialRow } from './rows.ts';
import type { Session } from './session.ts';
import { isTerminalTrial } from './states.ts';
import type { SweepStore } from './types.ts';

/** Going on with what had ended: trials, their confirmation, whole sweeps. */
export function createRevivals({
  read,
  write,
  dialect,
}: Session): Pick<SweepStore, 'trialTotals' | 'reviveTrial' | 'addConfirmation'> {
  return {
    trialTotals: (sweepId) =>
      read(async (client) => {
        const { _max, _count } = await client.trial.aggregate({
          where: { sweepId },
          _max: { number: true },
          _count: true,
        });
        const enqueued = await client.trial.count({ where: { sweepId, origin: 'enqueued' } });
        return { trials: _count, enqueued, lastNumber: _max.number ?? -1 };
      }),

    reviveTrial: (trialId, generation) =>
      write(async (tx) => {
        await dialect.lockTrial(tx, trialId);
        const trial = await tx.trial.findUnique({ where: { id: trialId } });
        if (trial === null) throw new UserError('not-found', `no trial ${trialId}`);
        if (trial.generation >= generation) return trialRow(trial);
        if (!isTerminalTrial(trial.state))
          throw new UserError('conflict', `trial ${trial.number} of ${trial.sweepId} is ${trial.state}`);
        await tx.replicate.updateMany({
          where: { trialId, purpose: 'search', state: { notIn: ['complete', 'waiting'] } },
          data: { state: 'waiting', endedAt: null },
        });
        const revived = await tx.trial.update({
          where: { id: trialId },
          data: { state: 'waiting', reason: null, endedAt: null, generation },
        });
        await countTrial(tx, trial.sweepId, trial.state as TrialState, 'waiting');
        if (trial.state === 'complete')
          await refreshBest(tx, dialect, trial.sweepId, (await objectiveOf(tx, trial.sweepId)).goal);
        return trialRow(revived);
      }),

    addConfirmation: (trialId, seeds) =>
      write(async (tx) => {
        const there = await tx.replicate.findMany({ where: { trialId }, select: { seed: true } });
        const missing = seeds.filter((seed) => !there.some((replicate) => replicate.seed === seed));
        await tx.replicate.createMany({
          data: missing.map((seed) => ({ trialId, seed, state: 'waiting', purpose: 'confirm' })),
        });
      }),
  };
}
