import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knowledge } from '../../../workers/knowledge.ts';
import { contentHash } from '../../../common/canonical-json.ts';
import { trialWorkflowId } from '../../../workflows/ids.ts';
import { eventually } from '../../support/eventually.ts';
import { fileNames, isPartial } from '../../support/files.ts';
import { attemptsOf } from '../../support/history.ts';
import { allTrials, finished, onlyTrial, stagesOf } from '../../support/outcome.ts';
import { startStack } from '../../support/stack.ts';
import type { Stack } from '../../support/stack.ts';
import { ENDLESS, OFTEN, ONE_TASK, freshSeed, tinySweep } from '../../support/tiny-sweep.ts';
import { recorded, undisturbed } from '../../support/undisturbed.ts';

describe('what goes wrong in a sweep', () => {
  let stack: Stack;
  let noData: string;
  beforeAll(async () => {
    stack = await startStack();
    noData = mkdtempSync(join(tmpdir(), 'hnet-no-data-'));
    stack.startControl();
    stack.startTrainer({ slots: 1, dataDir: noData });
  });
  afterAll(async () => {
    await stack?.close();
    rmSync(noData, { recursive: true, force: true });
  });

  const workflowOf = (trial: { readonly sweepId: string; readonly hash: string }) =>
    trialWorkflowId(trial.sweepId, trial.hash);

  it('a diverging configuration is a result: not retried, and the sweep goes on', async () => {
    const spec = tinySweep({
      name: 'diverges',
      seeds: [freshSeed(), freshSeed()],
      parameters: { learning_rate: { values: [1e30, 0.01] } },
    });
    const { id } = await stack.sweeps.submit(spec);
    const sweep = await finished(stack, id);
    expect(sweep).toMatchObject({ state: 'finished', counts: { diverged: 1, complete: 1, failed: 0 } });
    const [diverged, good] = await allTrials(stack.store, id);
    expect(diverged).toMatchObject({ state: 'diverged', reason: 'the loss left its bounds', value: null });
    expect(sweep.bestTrialId).toBe(good!.id);
    const attempts = await attemptsOf(stack.client, workflowOf(diverged!));
    expect(attempts.length).toBeLessThanOrEqual(2); // of each seed at most the first task
    expect(attempts.map(({ task, attempt, end }) => [task, attempt, end])).toEqual(
      attempts.map(() => [0, 1, 'finished']),
    );
  });

  it('missing data fails its trial with the reason; five such failures in a row pause the sweep', async () => {
    // No failure is quick: what counts is that nothing was trained.
    const patient = stack.sweepsUnder({ maxUnavailable: 2, breakerSeconds: 0 });
    const betas = [0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.007];
    const spec = tinySweep({
      name: 'no-data',
      benchmark: { name: 'split-mnist', data: 'mnist' },
      metric: undefined,
      max_concurrent_trials: 1,
      parameters: { beta: { values: betas } },
    });
    const { id } = await patient.submit(spec);
    const sweep = await eventually('the sweep to pause itself', async () => {
      const row = await stack.store.sweep(id);
      return row?.state === 'paused' ? row : null;
    });
    expect(sweep.counts).toMatchObject({ failed: 5, running: 0, waiting: 0 });
    expect(sweep.reason).toMatch(
      /^5 trials in a row failed in the same way: task 1 of 5, seed \d+: .*\(2 attempts\)/,
    );
    for (const trial of await allTrials(stack.store, id)) {
      const attempts = await attemptsOf(stack.client, workflowOf(trial));
      expect(attempts.map((attempt) => attempt.end)).toEqual(['unavailable', 'unavailable']);
      expect(trial.reason).toContain('(2 attempts)');
    }
    await patient.stop(id);
    expect(await finished(stack, id)).toMatchObject({ state: 'stopped', counts: { failed: 5 } });
  });

  it('a damaged checkpoint of the stage before is trained again, and comes out the same', async () => {
    const seeds = [freshSeed()];
    const first = await stack.sweeps.submit(tinySweep({ name: 'before', seeds }));
    await finished(stack, first.id);
    const [firstStage] = await stagesOf(stack.store, first.id);
    const { key } = firstStage!;
    writeFileSync(join(stack.checkpoints, key.slice(0, 2), key, 'final.safetensors'), 'damaged');

    // Another strength of the regulariser: takes the first task as it is, and needs its checkpoint for the second.
    const spec = tinySweep({ name: 'after', seeds, parameters: { beta: { values: [0.3] } } });
    const { id } = await stack.sweeps.submit(spec);
    expect(await finished(stack, id)).toMatchObject({ state: 'finished', counts: { complete: 1 } });
    const trial = await onlyTrial(stack.store, id);
    const attempts = await attemptsOf(stack.client, workflowOf(trial));
    expect(attempts.map(({ task, token, end }) => [task, token, end])).toEqual([
      [1, 1, 'missing-checkpoint'],
      [0, 2, 'finished'],
      [1, expect.any(Number), 'finished'],
      [2, 1, 'finished'],
    ]);
    const stages = await stagesOf(stack.store, id);
    expect(stages[0]).toMatchObject({ key, reused: true, checkpointDigest: firstStage!.checkpointDigest });
    const expected = await undisturbed(trial, spec);
    expect(recorded(stages, { number: 0, seed: seeds[0]! })).toEqual(expected.stages);
  });

  it('a trial that takes too long ends checkpointed, with the reason', async () => {
    const spec = tinySweep({
      name: 'slow',
      ...ONE_TASK,
      parameters: ENDLESS,
      checkpoint: OFTEN,
      max_trial_duration: '3s',
    });
    const { id } = await stack.sweeps.submit(spec);
    expect(await finished(stack, id)).toMatchObject({ state: 'finished', counts: { failed: 1 } });
    expect(await onlyTrial(stack.store, id)).toMatchObject({
      state: 'failed',
      reason: 'took longer than max_trial_duration: 3 s',
    });
    expect((await fileNames(stack.checkpoints, isPartial)).length).toBeGreaterThan(0);
  });

  it('a sampler that fails for good fails its sweep, with the reason', async () => {
    const { id } = await stack.sweeps.submit({
      ...tinySweep({ name: 'no-sampler' }),
      method: 'crystal-ball',
    });
    const sweep = await finished(stack, id);
    expect(sweep.state).toBe('failed');
    expect(sweep.reason).toContain('crystal-ball');
  });

  it('more failures than allowed fail the sweep', async () => {
    const spec = tinySweep({
      name: 'too-many',
      ...ONE_TASK,
      max_trial_duration: '1s',
      max_failed_trials: 1,
      max_concurrent_trials: 1,
      parameters: { ...ENDLESS, learning_rate: { values: [0.01, 0.02, 0.03, 0.04] } },
    });
    const { id } = await stack.sweeps.submit(spec);
    const sweep = await finished(stack, id);
    expect(sweep).toMatchObject({ state: 'failed', counts: { failed: 2, running: 0 } });
    expect(sweep.reason).toContain('more than max_failed_trials: 1');
  });

  it('the server refuses a second workflow for a configuration; the sweep waits for the first', async () => {
    const spec = tinySweep({ name: 'taken', parameters: { beta: { values: [0.1, 0.2, 0.3] } } });
    const ids = [0.1, 0.2].map((beta) =>
      trialWorkflowId('taken-1', contentHash(knowledge.resolveTrial(spec, { beta, iterations: 20 }))),
    );
    const [ended, running] = ids.map((workflowId) => stack.client.workflow.getHandle(workflowId));
    for (const workflowId of ids)
      await stack.client.workflow.start('trial', { workflowId, taskQueue: 'nobody-listens', args: [] });
    await ended!.terminate();

    const { id } = await stack.sweeps.submit(spec);
    expect(id).toBe('taken-1');
    const reasons = async () =>
      (await allTrials(stack.store, id)).map((trial) => `${trial.state}: ${trial.reason}`);
    await eventually('the third to complete', async () => (await reasons())[2] === 'complete: null');
    // The one that had ended is not run a second time; the one that runs is waited for.
    expect(await reasons()).toEqual([
      'failed: its workflow has ended as terminated',
      'waiting: null',
      'complete: null',
    ]);
    await running!.terminate();
    await finished(stack, id);
    expect((await reasons())[1]).toBe('failed: its workflow has ended as terminated');
    expect(await stagesOf(stack.store, id)).toHaveLength(3);
  });
});
