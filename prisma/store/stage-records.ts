import { UserError } from '../../common/errors.ts';
import type { Transaction } from './databases/database.ts';
import { splitResult } from './rows.ts';
import type { Session } from './session.ts';
import type { StageRecord, StageStore } from './types.ts';

/** Seconds on a device, training and evaluation. */
function secondsOf({ result }: StageRecord): number {
  const seconds = result.trainSeconds + result.evaluationSeconds;
  return Number.isFinite(seconds) ? seconds : 0;
}

/** Completes the content address; without a token only one that nobody has claimed. */
async function completeStage(tx: Transaction, record: StageRecord, token: number | null): Promise<void> {
  const { key, trialId, seed, attempt, worker, checkpointDigest } = record;
  const stage = await tx.stage.findUnique({ where: { key }, select: { token: true, doneAt: true } });
  if (token !== null && (stage === null || stage.token !== token))
    throw new UserError(
      'stale-attempt',
      `stage ${key} was recorded under claim ${token}, but ${stage === null ? 'nobody holds a claim on it' : `claim ${stage.token} is newer`}`,
      { hint: 'This attempt lost its claim while it ran; the newer one trains the stage.' },
    );
  if (stage !== null && (token === null || stage.doneAt !== null)) return;
  const done = {
    ...splitResult(record.result),
    doneAt: new Date(),
    owner: null,
    trialId,
    seed,
    attempt,
    worker,
    checkpointDigest,
  };
  await tx.stage.upsert({
    where: { key },
    create: { key, token: token ?? 0, claimedAt: new Date(), ...done },
    update: done,
    select: { key: true },
  });
}

/** Enters the stage into its replicate; the same key again changes nothing, another one (new code) takes its place. */
async function enterRun(tx: Transaction, record: StageRecord) {
  const { trialId, seed, key, reused, attempt, worker, checkpointDigest } = record;
  const id = { trialId, seed, task: record.result.task };
  const before = await tx.stageRun.findUnique({
    where: { trialId_seed_task: id },
    select: { key: true, reused: true },
  });
  if (before?.key === key) return null;
  await tx.replicate.upsert({
    where: { trialId_seed: { trialId, seed } },
    create: { trialId, seed, state: 'running' },
    update: {},
    select: { seed: true },
  });
  await tx.replicate.updateMany({ where: { trialId, seed, state: 'waiting' }, data: { state: 'running' } });
  const { result } = splitResult(record.result);
  const entry = {
    key,
    reused,
    attempt,
    worker,
    checkpointDigest,
    recordedAt: new Date(),
    deviceSeconds: secondsOf(record),
    result,
  };
  await tx.stageRun.upsert({
    where: { trialId_seed_task: id },
    create: { ...id, ...entry },
    update: entry,
    select: { task: true },
  });
  return {
    recorded: before === null ? 1 : 0,
    reused: Number(reused) - Number(before?.reused ?? false),
  };
}

/** Stages as replicates record them, and the sums that follow from it. */
export function createStageRecords({ write, dialect }: Session): Pick<StageStore, 'recordStage'> {
  return {
    recordStage: (record, token) =>
      write(async (tx) => {
        await dialect.lockTrial(tx, record.trialId);
        const trial = await tx.trial.findUnique({
          where: { id: record.trialId },
          select: { sweepId: true },
        });
        if (trial === null) throw new UserError('not-found', `no trial ${record.trialId}`);
        await dialect.lockStage(tx, record.key);
        await completeStage(tx, record, token);
        const change = await enterRun(tx, record);
        if (change === null) return;
        const seconds = secondsOf(record);
        const spent = record.reused ? 0 : seconds;
        await tx.trial.update({
          where: { id: record.trialId },
          data: { stagesDone: { increment: change.recorded }, deviceSeconds: { increment: spent } },
          select: { id: true },
        });
        await tx.sweep.update({
          where: { id: trial.sweepId },
          data: {
            stagesRecorded: { increment: change.recorded },
            stagesReused: { increment: change.reused },
            deviceSeconds: { increment: spent },
            savedDeviceSeconds: { increment: seconds - spent },
          },
          select: { id: true },
        });
      }),
  };
}
