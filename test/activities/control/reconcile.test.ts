import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDrift, findDrift, repair } from '../../../activities/control/reconcile.ts';
import { sweepWorkflowId, trialWorkflowId } from '../../../workflows/ids.ts';
import { createControlBench } from '../../support/control.ts';
import type { ControlBench } from '../../support/control.ts';
import { tinySweep } from '../../support/tiny-sweep.ts';

const LATER = Date.now() + 3_600_000;

describe('the reconciler', () => {
  let bench: ControlBench;
  const cancelled: string[] = [];
  beforeAll(async () => void (bench = await createControlBench()));
  afterAll(() => bench?.close());

  const compare = (now = LATER) => findDrift({ ...bench.dependencies, now });
  const mend = () =>
    repair({
      ...bench.dependencies,
      now: LATER,
      cancel: (id) => Promise.resolve(cancelled.push(id)),
    });

  async function sweepWithTrial(): Promise<{ sweepId: string; trialId: string; workflowId: string }> {
    const begun = await bench.begin(tinySweep());
    await bench.store.setSweepState(begun.sweepId, 'running');
    const { hash } = (await bench.store.trial(begun.trialId))!;
    return { ...begun, workflowId: trialWorkflowId(begun.sweepId, hash) };
  }

  it('finds nothing where all workflows run', async () => {
    const { trialId } = await sweepWithTrial();
    await bench.store.setTrialState(trialId, 'running');
    expect(await compare()).toEqual([]);
    expect(await mend()).toEqual([]);
  });

  it('ends a trial as its workflow ended, and leaves its sweep running', async () => {
    const { sweepId, trialId, workflowId } = await sweepWithTrial();
    await bench.store.setTrialState(trialId, 'running');
    bench.fates.set(workflowId, { kind: 'ended', status: 'TERMINATED' });
    expect((await compare()).map(describeDrift)).toEqual([
      `trial ${trialId} is running in the database; its workflow has ended as terminated`,
    ]);
    expect(await mend()).toHaveLength(1);
    expect(await bench.store.trial(trialId)).toMatchObject({
      state: 'failed',
      reason: 'its workflow has ended as terminated',
    });
    expect((await bench.store.replicates(trialId)).map((r) => r.state)).toEqual(['failed']);
    expect((await bench.store.sweep(sweepId))?.state).toBe('running');
    expect(await mend()).toEqual([]);
  });

  it('leaves a trial alone that its running sweep has not started yet', async () => {
    const { workflowId } = await sweepWithTrial();
    bench.fates.set(workflowId, { kind: 'unknown' });
    expect(await compare()).toEqual([]);
  });

  it('ends a sweep whose workflow is gone, and cancels the trials that nobody waits for', async () => {
    const { sweepId, trialId, workflowId } = await sweepWithTrial();
    await bench.store.setTrialState(trialId, 'running');
    bench.fates.set(sweepWorkflowId(sweepId), { kind: 'ended', status: 'CANCELLED' });
    await mend();
    expect(cancelled).toEqual([workflowId]);
    expect(await bench.store.sweep(sweepId)).toMatchObject({ state: 'cancelled' });
    // The trial ends itself, now that it is asked to.
    expect((await bench.store.trial(trialId))?.state).toBe('running');
  });

  it('opens a sweep again that ended in the database alone', async () => {
    const { sweepId, trialId } = await sweepWithTrial();
    await bench.store.setTrialState(trialId, 'running');
    await bench.store.setSweepState(sweepId, 'finished');
    expect((await compare()).map(describeDrift)).toEqual([
      `sweep ${sweepId} is finished in the database; its workflow is running`,
    ]);
    expect(await mend()).toHaveLength(1);
    expect(await bench.store.sweep(sweepId)).toMatchObject({ state: 'running', endedAt: null });
    expect(await mend()).toEqual([]);
  });

  it('lets a workflow close that has shown its end', async () => {
    const { sweepId, trialId } = await sweepWithTrial();
    await bench.store.setTrialState(trialId, 'complete');
    await bench.store.setSweepState(sweepId, 'finished');
    expect(await mend()).toEqual([]);
    expect((await bench.store.sweep(sweepId))?.state).toBe('finished');
  });

  it('gives a young row the time for its workflow to start', async () => {
    const { sweepId } = await sweepWithTrial();
    bench.fates.set(sweepWorkflowId(sweepId), { kind: 'unknown' });
    expect(await compare(Date.now())).toEqual([]);
    expect(await compare()).not.toEqual([]);
    await mend();
    expect(await bench.store.sweep(sweepId)).toMatchObject({
      state: 'failed',
      reason: 'its workflow is not known to the Temporal server',
    });
  });
});
