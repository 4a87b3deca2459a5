import { describe, expect, test } from 'vitest';
import type { Store } from '../../../prisma/store/types.ts';
import { newKey, recordOf, resultOf, specOf, sweepWith, trialOf, type SuiteContext } from './context.ts';

async function newTrial(store: Store): Promise<{ sweepId: string; trialId: string }> {
  const sweepId = await sweepWith(store, [{}]);
  return { sweepId, trialId: (await store.trialByNumber(sweepId, 0))!.id };
}

/** Claims on content addresses, and stages as replicates record them. */
export function stageSuite({ store }: SuiteContext): void {
  describe('what stages are good for', () => {
    test('sweeps that are not over, models and figures of those that are, or nothing', async () => {
      const [over, open] = [await newTrial(store()), await newTrial(store())];
      const keys = { shared: newKey(), free: newKey(), last: newKey(), mine: newKey(), begun: newKey() };
      const record = async (trialId: string, task: number, key: string): Promise<void> => {
        await store().claimStage(key, trialId);
        const claim = await store().claimStage(key, trialId);
        const reused = claim.kind === 'done';
        await store().recordStage(recordOf(trialId, task, key, { reused }), reused ? null : 1);
      };
      await record(over.trialId, 0, keys.shared);
      await record(over.trialId, 1, keys.free);
      await record(over.trialId, 4, keys.last);
      await record(open.trialId, 0, keys.shared);
      await record(open.trialId, 1, keys.mine);
      await store().claimStage(keys.begun, 'somebody');
      await store().setSweepState(over.sweepId, 'running');
      await store().setSweepState(over.sweepId, 'finished');

      const uses = await store().stageUses([...Object.values(keys), newKey()]);
      expect(Object.fromEntries(uses)).toEqual({
        ...{ [keys.shared]: 'needed', [keys.free]: 'free', [keys.last]: 'last' },
        ...{ [keys.mine]: 'needed', [keys.begun]: 'needed' },
      });
    });
  });

  describe('claims', () => {
    test('one owner holds a key; it may ask again; another is told who', async () => {
      const key = newKey();
      expect(await store().claimStage(key, 'a')).toEqual({ kind: 'claimed', token: 1 });
      expect(await store().claimStage(key, 'a')).toEqual({ kind: 'claimed', token: 1 });
      const held = await store().claimStage(key, 'b');
      expect(held).toMatchObject({ kind: 'held', owner: 'a', token: 1 });
      if (held.kind === 'held') expect(Math.abs(held.since.getTime() - Date.now())).toBeLessThan(60_000);
    });

    test('of eight that claim at once, exactly one gets it', async () => {
      const key = newKey();
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) => store().claimStage(key, `owner-${i}`)),
      );
      const winners = answers.filter((answer) => answer.kind === 'claimed');
      expect(winners).toHaveLength(1);
      const owner = `owner-${answers.findIndex((answer) => answer.kind === 'claimed')}`;
      for (const answer of answers)
        if (answer.kind !== 'claimed') expect(answer).toMatchObject({ kind: 'held', owner });
    });

    test('of eight that take over from one that is gone, exactly one gets it', async () => {
      const key = newKey();
      await store().claimStage(key, 'gone');
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) => store().takeOverStage(key, `heir-${i}`, 1)),
      );
      expect(answers.filter((answer) => answer.kind === 'claimed')).toEqual([{ kind: 'claimed', token: 2 }]);
    });

    test('a released key is free under a newer token; only its owner releases it', async () => {
      const key = newKey();
      await store().claimStage(key, 'a');
      await store().releaseStage(key, 'b');
      expect(await store().claimStage(key, 'b')).toMatchObject({ kind: 'held', owner: 'a' });
      await store().releaseStage(key, 'a');
      await store().releaseStage(key, 'a');
      expect(await store().claimStage(key, 'b')).toEqual({ kind: 'claimed', token: 2 });
    });

    test('taking over twice gives the same claim; with an old token, the present one', async () => {
      const key = newKey();
      await store().claimStage(key, 'a');
      expect(await store().takeOverStage(key, 'b', 1)).toEqual({ kind: 'claimed', token: 2 });
      expect(await store().takeOverStage(key, 'b', 1)).toEqual({ kind: 'claimed', token: 2 });
      expect(await store().takeOverStage(key, 'c', 1)).toMatchObject({ kind: 'held', owner: 'b', token: 2 });
    });

    test('an older claim may not record; a done stage gives its result to everybody', async () => {
      const { trialId } = await newTrial(store());
      const key = newKey();
      await store().claimStage(key, 'a');
      await store().takeOverStage(key, 'b', 1);
      await expect(store().recordStage(recordOf(trialId, 0, key), 1)).rejects.toMatchObject({
        code: 'stale-attempt',
      });
      expect((await store().replicates(trialId))[0]!.stages).toEqual([]);
      expect((await store().trial(trialId))!.stagesDone).toBe(0);
      await store().recordStage(recordOf(trialId, 0, key), 2);
      await store().recordStage(recordOf(trialId, 0, key), 2);
      const done = { kind: 'done', record: recordOf(trialId, 0, key) };
      expect(await store().claimStage(key, 'c')).toEqual(done);
      expect(await store().claimStage(key, 'b')).toEqual(done);
      expect(await store().takeOverStage(key, 'c', 2)).toEqual(done);
      await store().releaseStage(key, 'b');
      expect(await store().claimStage(key, 'd')).toEqual(done);
    });

    test('a record under a claim that nobody ever made is refused', async () => {
      const { trialId } = await newTrial(store());
      await expect(store().recordStage(recordOf(trialId, 0, newKey()), 1)).rejects.toMatchObject({
        code: 'stale-attempt',
      });
    });

    test('a stage whose checkpoint is lost is trained again, under a newer token', async () => {
      const { trialId } = await newTrial(store());
      const key = newKey();
      await store().claimStage(key, 'a');
      await store().recordStage(recordOf(trialId, 0, key), 1);
      await store().reopenStage(key, 'another digest');
      expect(await store().claimStage(key, 'b')).toMatchObject({ kind: 'done' });
      await store().reopenStage(key, recordOf(trialId, 0, key).checkpointDigest);
      expect(await store().claimStage(key, 'b')).toEqual({ kind: 'claimed', token: 2 });
      await expect(store().recordStage(recordOf(trialId, 0, key), 1)).rejects.toMatchObject({
        code: 'stale-attempt',
      });
      expect((await store().replicates(trialId))[0]!.stages).toHaveLength(1);
    });
  });

  describe('recorded stages', () => {
    test('come back bit for bit, curve included, in the order of tasks', async () => {
      const { trialId } = await newTrial(store());
      const wild = resultOf(1, { outcome: 'diverged', val: [NaN, 0.1], finalLoss: Infinity });
      await store().recordStage(recordOf(trialId, 1, newKey(), { result: wild }), null);
      await store().recordStage(recordOf(trialId, 0, newKey()), null);
      const [replicate] = await store().replicates(trialId);
      expect(replicate!.state).toBe('running');
      const [zero, one] = replicate!.stages;
      expect(zero).toMatchObject(resultOf(0));
      expect(one).toMatchObject(wild);
      expect(Object.is(zero!.curve[0]!.regulariser, -0)).toBe(true);
      expect(one!.recordedAt).toBeInstanceOf(Date);
    });

    test('recording again changes nothing: rows, counts and sums', async () => {
      const { trialId, sweepId } = await newTrial(store());
      const key = newKey();
      await store().claimStage(key, 'a');
      await Promise.all(Array.from({ length: 8 }, () => store().recordStage(recordOf(trialId, 0, key), 1)));
      expect(await store().trial(trialId)).toMatchObject({ stagesDone: 1, deviceSeconds: 12 });
      expect(await store().sweep(sweepId)).toMatchObject({
        stagesRecorded: 1,
        stagesReused: 0,
        deviceSeconds: 12,
        savedDeviceSeconds: 0,
      });
    });

    test('a stage trained for one sweep is reused by another, and the saving is counted', async () => {
      const [a, b] = [await newTrial(store()), await newTrial(store())];
      const key = newKey();
      await store().claimStage(key, 'a');
      await store().recordStage(recordOf(a.trialId, 0, key), 1);
      const claim = await store().claimStage(key, 'b');
      if (claim.kind !== 'done') throw new Error(`expected a done stage, got ${claim.kind}`);
      await store().recordStage({ ...claim.record, trialId: b.trialId, seed: 2, reused: true }, null);
      expect(await store().sweep(b.sweepId)).toMatchObject({
        stagesRecorded: 1,
        stagesReused: 1,
        deviceSeconds: 0,
        savedDeviceSeconds: 12,
      });
      expect(await store().trial(b.trialId)).toMatchObject({ stagesDone: 1, deviceSeconds: 0 });
      const stage = (await store().replicates(b.trialId))[1]!.stages[0]!;
      expect(stage).toMatchObject({ ...resultOf(0), reused: true, key });
    });

    test('another content address for the same task (new code) takes the place of the old', async () => {
      const { trialId, sweepId } = await newTrial(store());
      await store().recordStage(recordOf(trialId, 0, newKey(), { reused: true }), null);
      const key = newKey();
      await store().recordStage(recordOf(trialId, 0, key), null);
      expect((await store().replicates(trialId))[0]!.stages.map((stage) => stage.key)).toEqual([key]);
      expect(await store().sweep(sweepId)).toMatchObject({
        stagesRecorded: 1,
        stagesReused: 0,
        deviceSeconds: 12,
        savedDeviceSeconds: 12,
      });
    });

    test('a trial that is not there is an error, and nothing is kept of the attempt', async () => {
      const key = newKey();
      await expect(store().recordStage(recordOf('nobody', 0, key), null)).rejects.toMatchObject({
        code: 'not-found',
      });
      expect(await store().claimStage(key, 'a')).toEqual({ kind: 'claimed', token: 1 });
    });

    test('eight writers of one sweep at once: every count and sum is right', async () => {
      const { id } = await store().createSweep(specOf());
      await Promise.all(
        Array.from({ length: 8 }, async (_, number) => {
          const trial = await store().createTrial(trialOf(id, number));
          await store().setTrialState(trial.id, 'running');
          for (let task = 0; task < 3; task++) {
            const key = newKey();
            const claim = await store().claimStage(key, trial.id);
            if (claim.kind !== 'claimed') throw new Error('not mine');
            await store().recordStage(recordOf(trial.id, task, key, { reused: task === 0 }), claim.token);
          }
          for (const seed of [1, 2])
            await store().finishReplicate(trial.id, seed, 'complete', { val_average_accuracy: number });
          await store().setTrialState(trial.id, 'complete');
        }),
      );
      expect(await store().sweep(id)).toMatchObject({
        counts: { waiting: 0, running: 0, complete: 8 },
        stagesRecorded: 24,
        stagesReused: 8,
        deviceSeconds: 8 * 2 * 12,
        savedDeviceSeconds: 8 * 12,
        bestValue: 7,
        bestTrialId: (await store().trialByNumber(id, 7))!.id,
      });
    });
  });
}
