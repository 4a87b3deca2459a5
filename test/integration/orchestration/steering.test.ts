import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileNames, isPartial } from '../../support/files.ts';
import { eventually } from '../../support/eventually.ts';
import { allTrials, finished, onlyTrial, stagesOf } from '../../support/outcome.ts';
import { startStack } from '../../support/stack.ts';
import type { Stack } from '../../support/stack.ts';
import { ENDLESS, OFTEN, ONE_TASK, tinySweep } from '../../support/tiny-sweep.ts';
import { undisturbed } from '../../support/undisturbed.ts';

describe('steering a sweep', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
    stack.startControl();
    stack.startTrainer({ slots: 2 });
  });
  afterAll(() => stack?.close());

  const runningTrials = async (id: string) => (await stack.store.sweep(id))!.counts.running;
  /** Waits until `count` of the sweep's trials are shown as running. */
  const running = (id: string, count: number) =>
    eventually(`${count} running trials of ${id}`, async () => (await runningTrials(id)) === count);
  /** Waits until some training is in the middle of a stage. */
  const midStage = () =>
    eventually(
      'a mid-stage checkpoint',
      async () => (await fileNames(stack.checkpoints, isPartial)).length > 0,
    );
  const five = (change: object = {}) =>
    tinySweep({ parameters: { beta: { values: [0.01, 0.02, 0.03, 0.04, 0.05] } }, ...change });

  it('a paused sweep finishes what runs, starts nothing, and goes on when resumed', async () => {
    const { id } = await stack.sweeps.submit(five({ name: 'pause', max_concurrent_trials: 1 }));
    await running(id, 1);
    await stack.sweeps.pause(id);
    expect(await stack.store.sweep(id)).toMatchObject({ state: 'paused', reason: 'paused by request' });
    await eventually('the running trial to finish', async () => (await runningTrials(id)) === 0);
    const { counts } = (await stack.store.sweep(id))!;
    expect(counts.complete).toBeGreaterThanOrEqual(1);
    expect(counts.complete).toBeLessThan(5);
    expect((await stack.sweeps.progress(id)).started).toBe(counts.complete);

    await stack.sweeps.resume(id);
    expect(await stack.store.sweep(id)).toMatchObject({ state: 'running', reason: null });
    expect(await finished(stack, id)).toMatchObject({ state: 'finished', counts: { complete: 5 } });
    const kinds = (await stack.store.events({ sweepId: id, limit: 100 })).map((event) => event.kind);
    expect(kinds.filter((kind) => kind.startsWith('sweep-'))).toEqual([
      'sweep-running',
      'sweep-paused',
      'sweep-running',
      'sweep-finished',
    ]);
  });

  it('a pause now checkpoints in mid-stage and frees the device; the numbers do not change by it', async () => {
    const spec = tinySweep({ name: 'pause-now', ...ONE_TASK, checkpoint: OFTEN });
    const { id } = await stack.sweeps.submit(spec);
    await midStage();
    await stack.sweeps.pause(id, { now: true });
    const trial = await eventually('the trial to pause', async () => {
      const row = await onlyTrial(stack.store, id);
      return row.state === 'paused' ? row : null;
    });
    // The device is free: another sweep gets it although this one is in the middle of a stage.
    const other = await stack.sweeps.submit(tinySweep({ name: 'meanwhile' }));
    await finished(stack, other.id);
    expect((await stack.store.trial(trial.id))?.state).toBe('paused');
    expect(await stagesOf(stack.store, id)).toEqual([]);

    await stack.sweeps.resume(id);
    expect(await finished(stack, id)).toMatchObject({ state: 'finished', counts: { complete: 1 } });
    const expected = await undisturbed(trial, spec);
    expect((await stagesOf(stack.store, id)).map((stage) => stage.checkpointDigest)).toEqual(
      expected.stages.map((stage) => stage.digest),
    );
  });

  it('a stopped sweep finishes what runs and starts nothing more', async () => {
    const { id } = await stack.sweeps.submit(five({ name: 'stop' }));
    await running(id, 2);
    await stack.sweeps.stop(id);
    const sweep = await finished(stack, id);
    expect(sweep).toMatchObject({ state: 'stopped', reason: 'stopped by request', counts: { running: 0 } });
    expect(sweep.counts.complete).toBeGreaterThanOrEqual(2);
    expect((await allTrials(stack.store, id)).length).toBeLessThan(5);
  });

  it('a cancelled sweep ends its running trials in mid-stage, checkpointed', async () => {
    const { id } = await stack.sweeps.submit(five({ name: 'cancel', checkpoint: OFTEN, ...long() }));
    await running(id, 2);
    await midStage();
    await stack.sweeps.cancel(id);
    const sweep = await finished(stack, id);
    expect(sweep).toMatchObject({ state: 'cancelled', counts: { cancelled: 2, running: 0, complete: 0 } });
    for (const trial of await allTrials(stack.store, id))
      expect(trial).toMatchObject({ state: 'cancelled', reason: 'cancelled by request' });
    expect((await fileNames(stack.checkpoints, isPartial)).length).toBeGreaterThan(0);
  });

  it('a request of Temporal’s own to cancel the workflow is the same', async () => {
    const { id } = await stack.sweeps.submit(five({ name: 'cancel-workflow', ...long() }));
    await running(id, 2);
    await stack.client.workflow.getHandle(`sweep-${id}`).cancel();
    expect(await finished(stack, id)).toMatchObject({ state: 'cancelled', counts: { cancelled: 2 } });
  });

  it('the concurrency can be changed while it runs', async () => {
    const { id } = await stack.sweeps.submit(
      five({ name: 'concurrency', max_concurrent_trials: 1, ...long() }),
    );
    await running(id, 1);
    expect((await stack.sweeps.progress(id)).running).toHaveLength(1);
    await stack.sweeps.setConcurrency(id, 4);
    await running(id, 4);
    expect(await stack.sweeps.progress(id)).toMatchObject({ concurrency: 4, started: 4 });
    expect((await stack.store.sweep(id))!.spec.maxConcurrentTrials).toBe(4);
    await stack.sweeps.cancel(id);
    expect(await finished(stack, id)).toMatchObject({ state: 'cancelled', counts: { cancelled: 4 } });
  });

  it('what makes no sense is refused, and changes nothing', async () => {
    const { id } = await stack.sweeps.submit(five({ name: 'refusals', ...long() }));
    await running(id, 2);
    const conflict = (verb: string, mode: string) => ({
      code: 'conflict',
      message: `sweep ${id}: can't ${verb} a sweep that is ${mode}`,
    });
    await expect(stack.sweeps.resume(id)).rejects.toMatchObject(conflict('resume', 'running'));
    for (const concurrency of [0, 1.5, 501, Number.NaN])
      await expect(stack.sweeps.setConcurrency(id, concurrency)).rejects.toMatchObject({
        code: 'invalid-input',
      });
    expect(await stack.sweeps.progress(id)).toMatchObject({ mode: 'running', concurrency: 2 });
    await stack.sweeps.stop(id);
    await expect(stack.sweeps.pause(id)).rejects.toMatchObject(conflict('pause', 'stopping'));
    await expect(stack.sweeps.stop(id)).rejects.toMatchObject(conflict('stop', 'stopping'));
    await stack.sweeps.cancel(id);
    await finished(stack, id);
    await expect(stack.sweeps.resume(id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(stack.sweeps.pause('nobody-1')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('a sweep that can’t be started leaves no row', async () => {
    const spec = tinySweep({ name: 'refused' });
    // The next name that the database gives is taken on the server already.
    await stack.client.workflow.start('sweep', {
      workflowId: 'sweep-refused-1',
      taskQueue: 'nobody-listens',
      args: [],
    });
    await expect(stack.sweeps.submit(spec)).rejects.toMatchObject({ code: 'conflict' });
    expect(await stack.store.sweep('refused-1')).toBeNull();
    await stack.client.workflow.getHandle('sweep-refused-1').terminate();
  });
});

/** Trials that are still running when they are steered. */
function long(): { parameters: object } {
  return { parameters: { ...ENDLESS, beta: { values: [0.01, 0.02, 0.03, 0.04, 0.05] } } };
}
