import { UserError } from '../../common/errors.ts';
import type { Assignment, PastTrial } from '../../search/types.ts';
import type { TrialState } from '../../workflows/types.ts';
import { countTrial, objectiveOf, refreshBest } from './aggregates.ts';
import { decodeJson, encodeJson } from './json.ts';
import { objectiveValues } from './objective-values.ts';
import { trialRow } from './rows.ts';
import type { Session } from './session.ts';
import { isTerminalTrial, openTrialStates } from './states.ts';
import type { SweepStore } from './types.ts';

type Trials = Pick<SweepStore, 'createTrial' | 'trialByNumber' | 'history' | 'setTrialState' | 'openTrials'>;

/**
 * A trial as samplers see it: what is not over runs; what a user cancelled taught nothing, as a failure; what lost a race
 * was trained to its end and is as good as complete.
 */
function pastState(state: TrialState, value: number | null): PastTrial['state'] {
  if (state === 'cancelled') return 'failed';
  if (state === 'pruned' && value !== null) return 'complete';
  return state === 'waiting' || state === 'paused' ? 'running' : state;
}

/** Trials: their birth, their states, and what samplers learn from them. */
export function createTrials({ read, write, dialect }: Session): Trials {
  return {
    createTrial: ({ sweepId, number, hash, assignment, configuration, seeds, origin = 'sampler' }) =>
      write(async (tx) => {
        const taken = await tx.trial.findFirst({ where: { sweepId, OR: [{ number }, { hash }] } });
        if (taken !== null) {
          if (taken.number === number && taken.hash === hash) return trialRow(taken);
          throw new UserError(
            'conflict',
            taken.number === number
              ? `trial ${number} of ${sweepId} exists with another configuration`
              : `trial ${taken.number} of ${sweepId} has the same configuration as trial ${number} would`,
          );
        }
        const sweep = await tx.sweep.findUnique({ where: { id: sweepId }, select: { id: true } });
        if (sweep === null) throw new UserError('not-found', `no sweep ${sweepId}`);
        const row = await tx.trial.create({
          data: {
            id: `${sweepId}.${number}`,
            sweepId,
            number,
            hash,
            state: 'waiting',
            assignment: encodeJson(assignment),
            configuration: encodeJson(configuration),
            origin,
          },
        });
        await tx.replicate.createMany({
          data: seeds.map((seed) => ({ trialId: row.id, seed, state: 'waiting' })),
        });
        await countTrial(tx, sweepId, null, 'waiting');
        return trialRow(row);
      }),

    trialByNumber: (sweepId, number) =>
      read(async (client) => {
        const row = await client.trial.findUnique({ where: { sweepId_number: { sweepId, number } } });
        return row === null ? null : trialRow(row);
      }),

    history: (sweepId, objectives) =>
      read(async (client) => {
        const rows = await client.trial.findMany({
          where: { sweepId },
          orderBy: { number: 'asc' },
          select: {
            ...{ number: true, assignment: true, state: true, value: true, standardError: true },
            ...(objectives === undefined ? {} : { metrics: true, deviceSeconds: true }),
          },
        });
        return rows.map(
          ({ number, assignment, state, value, standardError, metrics, deviceSeconds }): PastTrial => {
            const past = pastState(state as TrialState, value);
            return {
              number,
              assignment: decodeJson<Assignment>(assignment),
              state: past,
              value: past === 'running' ? null : value,
              standardError: past === 'running' ? null : standardError,
              ...(objectives !== undefined &&
                past !== 'running' && {
                  values: objectiveValues({ metrics: decodeJson(metrics), deviceSeconds }, objectives),
                }),
            };
          },
        );
      }),

    setTrialState: (trialId, state, reason = null) =>
      write(async (tx) => {
        await dialect.lockTrial(tx, trialId);
        const trial = await tx.trial.findUnique({
          where: { id: trialId },
          select: { sweepId: true, state: true, startedAt: true },
        });
        if (trial === null) throw new UserError('not-found', `no trial ${trialId}`);
        const from = trial.state as TrialState;
        if (isTerminalTrial(from)) return;
        const now = new Date();
        await tx.trial.update({
          where: { id: trialId },
          data: {
            state,
            reason,
            startedAt: trial.startedAt ?? (state === 'running' ? now : null),
            endedAt: isTerminalTrial(state) ? now : null,
          },
          select: { id: true },
        });
        if (from === state) return;
        await countTrial(tx, trial.sweepId, from, state);
        if (state !== 'complete') return;
        await refreshBest(tx, dialect, trial.sweepId, (await objectiveOf(tx, trial.sweepId)).goal);
      }),

    openTrials: (sweepId) =>
      read(async (client) => {
        const rows = await client.trial.findMany({
          where: { sweepId, state: { in: openTrialStates } },
          orderBy: { number: 'asc' },
        });
        return rows.map(trialRow);
      }),
  };
}
