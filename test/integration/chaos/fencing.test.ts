import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolderCheckpointStore } from '../../../activities/checkpoints/folder-store.ts';
import { trialWorkflowId } from '../../../workflows/ids.ts';
import { eventually } from '../../support/eventually.ts';
import { attemptsOf } from '../../support/history.ts';
import { childInMidStage } from '../../support/kill.ts';
import { finished, onlyTrial, stagesOf } from '../../support/outcome.ts';
import { startStack } from '../../support/stack.ts';
import type { Stack } from '../../support/stack.ts';
import { ONE_TASK, tinySweep } from '../../support/tiny-sweep.ts';
import { recorded, undisturbed } from '../../support/undisturbed.ts';

describe('an attempt that is believed dead, and is not', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
    stack.startControl();
  });
  afterAll(() => stack?.close());

  it('finds its checkpoints and its record refused once a newer attempt has begun', async () => {
    // The watchdog of the first worker is asleep too: its child may be stopped for as long as it takes.
    const first = stack.startTrainer({ hangSeconds: 3600 });
    const spec = tinySweep({ name: 'undead', ...ONE_TASK, checkpoint: { every: 0.1, keep: 2 } });
    const { id } = await stack.sweeps.submit(spec);
    const { pid, key } = await childInMidStage(stack, first);
    process.kill(pid, 'SIGSTOP');
    const trial = await onlyTrial(stack.store, id);
    const workflowId = trialWorkflowId(id, trial.hash);

    // Another trial's control activity believes the first dead and takes the claim over, as after a lost server.
    const { token } = await claimOf(key);
    expect(token).toBe(1);
    const taken = await stack.store.takeOverStage(key, 'trial/somebody/else', token);
    expect(taken).toEqual({ kind: 'claimed', token: 2 });
    const checkpoints = createFolderCheckpointStore(stack.checkpoints);
    await checkpoints.openAttempt(key, 2001);
    const midway = (await checkpoints.readNewestPartial(key))!;

    // The first comes back to life, wants to go on, and must not.
    process.kill(pid, 'SIGCONT');
    await eventually('the older attempt to be refused', async () => {
      const attempts = await attemptsOf(stack.client, workflowId);
      return attempts[0]?.end === 'stale-attempt';
    });
    expect((await checkpoints.readNewestPartial(key))!.checkpoint.fence).toBe(midway.checkpoint.fence);
    expect(await checkpoints.readFinal(key)).toBeNull();
    await expect(
      stack.store.recordStage(
        {
          ...{
            trialId: trial.id,
            seed: spec.seeds[0]!,
            key,
            reused: false,
            attempt: 1,
            worker: 'the undead',
          },
          result: { ...NO_RESULT, task: 0 },
          checkpointDigest: 'none',
        },
        token,
      ),
    ).rejects.toMatchObject({ code: 'stale-attempt' });
    expect(await stagesOf(stack.store, id)).toEqual([]);

    // The new owner gives up; the trial gets its claim back under a third token and completes, its numbers unharmed.
    await stack.store.releaseStage(key, 'trial/somebody/else');
    expect(await finished(stack, id)).toMatchObject({ state: 'finished', counts: { complete: 1 } });
    const ends = (await attemptsOf(stack.client, workflowId)).map((attempt) => [attempt.token, attempt.end]);
    expect(ends).toEqual([
      [1, 'stale-attempt'],
      [3, 'finished'],
    ]);
    const expected = await undisturbed(trial, spec);
    expect(recorded(await stagesOf(stack.store, id), { number: 0, seed: spec.seeds[0]! })).toEqual(
      expected.stages,
    );
  });

  async function claimOf(key: string): Promise<{ token: number }> {
    const claim = await stack.store.claimStage(key, 'an onlooker');
    if (claim.kind !== 'held') throw new Error(`stage ${key} is ${claim.kind}`);
    return claim;
  }
});

const NO_RESULT = {
  outcome: 'complete',
  val: [],
  test: [],
  weightDrift: [],
  finalLoss: 0,
  iterations: 0,
  curve: [],
  trainSeconds: 0,
  evaluationSeconds: 0,
  backend: 'cpu',
  device: 'nowhere',
} as const;
