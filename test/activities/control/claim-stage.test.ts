import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createControlBench } from '../../support/control.ts';
import type { ControlBench } from '../../support/control.ts';
import { eventually } from '../../support/eventually.ts';
import { tinySweep } from '../../support/tiny-sweep.ts';
import { resultOf } from '../../prisma/suite/context.ts';
import type { ClaimStageInput, RecordStageInput } from '../../../workflows/activities.types.ts';

describe('claimStage', () => {
  let bench: ControlBench;
  beforeAll(async () => void (bench = await createControlBench()));
  afterAll(() => bench?.close());

  /** A trial that asks for its first stage; two with the same seed ask for the same. */
  async function asker(seed: number, owner: string, beta = 0.1): Promise<ClaimStageInput> {
    const spec = tinySweep({ seeds: [seed], parameters: { beta: { values: [beta] } } });
    const { id: sweepId } = await bench.store.createSweep(spec);
    const suggestion = await bench.call('suggest', { sweepId, number: 0 });
    if (suggestion.kind !== 'trial') throw new Error(suggestion.kind);
    return {
      trialId: suggestion.trialId,
      stage: { trial: suggestion.spec, seed, task: 0 },
      backend: 'cpu',
      previousKey: null,
      retrain: false,
      owner,
    };
  }

  function recordOf(input: ClaimStageInput, claim: { key: string; token: number }): RecordStageInput {
    const { trialId, stage } = input;
    const output = {
      result: resultOf(0),
      checkpointDigest: `digest-${claim.token}`,
      checkpointBytes: 1,
      attempt: 1,
      resumedFrom: 0,
      worker: 'host/1',
    };
    return { trialId, seed: stage.seed, ...claim, output };
  }

  async function claimed(input: ClaimStageInput): Promise<{ key: string; token: number }> {
    const answer = await bench.call('claimStage', input);
    if (answer.kind !== 'claimed') throw new Error(answer.kind);
    return { key: answer.key, token: answer.token };
  }

  it('gives the same trial the same claim again', async () => {
    const input = await asker(1, 'a');
    expect(await claimed(input)).toEqual(await claimed(input));
  });

  it('lets the second wait until the first has recorded, and records the stage for it too', async () => {
    const first = await asker(2, 'first', 0.1);
    const second = await asker(2, 'second', 0.2);
    const claim = await claimed(first);
    const waiting = bench.call('claimStage', second);
    await bench.call('recordStage', recordOf(first, claim));
    expect(await waiting).toEqual({ kind: 'reused', key: claim.key, outcome: 'complete' });
    const [replicate] = await bench.store.replicates(second.trialId);
    expect(replicate!.stages).toMatchObject([{ key: claim.key, reused: true }]);
  });

  it('hands a claim that was given back to one who waits', async () => {
    const first = await asker(3, 'first');
    const { key, token } = await claimed(first);
    const waiting = bench.call('claimStage', await asker(3, 'second', 0.2));
    await bench.call('releaseStage', { key, owner: 'first' });
    expect(await waiting).toEqual({ kind: 'claimed', key, token: token + 1 });
  });

  it.each([
    { kind: 'ended', status: 'TERMINATED' } as const,
    { kind: 'ended', status: 'COMPLETED' } as const,
    { kind: 'unknown' } as const,
  ])('takes a claim over from a workflow that is $kind, and refuses what that one records', async (fate) => {
    const owner = `gone-${JSON.stringify(fate)}`;
    const seed = owner.length;
    const dead = await asker(seed, owner);
    const { key, token } = await claimed(dead);
    bench.fates.set(owner, fate);
    const heir = await asker(seed, 'heir', 0.2);
    const taken = await bench.call('claimStage', heir);
    expect(taken).toEqual({ kind: 'claimed', key, token: token + 1 });

    await expect(bench.call('recordStage', recordOf(dead, { key, token }))).rejects.toMatchObject({
      type: 'stale-attempt',
    });
    expect((await bench.store.replicates(dead.trialId))[0]!.stages).toEqual([]);
    await bench.call('recordStage', recordOf(heir, { key, token: token + 1 }));
    expect((await bench.store.replicates(heir.trialId))[0]!.stages).toHaveLength(1);
  });

  it('says busy to more than may wait in one process', async () => {
    const { key } = await claimed(await asker(4, 'first'));
    const inputs = await Promise.all([0.2, 0.3, 0.4].map((beta) => asker(4, `waits-${beta}`, beta)));
    const answers = inputs.map((input) => bench.call('claimStage', input));
    expect(await Promise.race(answers)).toEqual({ kind: 'busy', key });
    for (const owner of ['first', 'waits-0.2', 'waits-0.3', 'waits-0.4'])
      bench.fates.set(owner, { kind: 'unknown' });
    await Promise.all(answers);
  });

  it('trains a stage again whose checkpoint is lost, under a newer claim', async () => {
    const input = await asker(5, 'a');
    const claim = await claimed(input);
    await bench.call('recordStage', recordOf(input, claim));
    expect((await bench.call('claimStage', input)).kind).toBe('reused');
    const again = await claimed({ ...input, retrain: true });
    expect(again).toEqual({ key: claim.key, token: claim.token + 1 });
  });

  it('calls the checkpoint of another version of the code a missing one', async () => {
    const input = await asker(6, 'a');
    const later = { ...input, stage: { ...input.stage, task: 1 }, previousKey: 'f'.repeat(40) };
    await expect(bench.call('claimStage', later)).rejects.toMatchObject({ type: 'missing-checkpoint' });
    const { key } = await claimed(input);
    expect(await claimed({ ...later, previousKey: key })).toMatchObject({ token: 1 });
  });

  it('records once, however often the acknowledgement is lost', async () => {
    const input = await asker(7, 'a');
    const claim = await claimed(input);
    for (let i = 0; i < 3; i += 1) await bench.call('recordStage', recordOf(input, claim));
    const trial = await bench.store.trial(input.trialId);
    expect(trial).toMatchObject({ stagesDone: 1, deviceSeconds: 12 });
    await eventually(
      'the claim to be over',
      async () => (await bench.store.claimStage(claim.key, 'b')).kind === 'done',
    );
  });
});
