import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trialWorkflowId } from '../../../workflows/ids.ts';
import type { RunningTrial } from '../../../workflows/activities.types.ts';
import { createControlBench } from '../../support/control.ts';
import type { ControlBench } from '../../support/control.ts';
import { tinySweep } from '../../support/tiny-sweep.ts';

describe('what a sweep writes down about itself', () => {
  let bench: ControlBench;
  beforeAll(async () => void (bench = await createControlBench()));
  afterAll(() => bench?.close());

  it('is its state with the reason, and each change once in the log', async () => {
    const { id: sweepId } = await bench.store.createSweep(tinySweep());
    const mark = (state: 'running' | 'paused', reason: string | null, name: string) =>
      bench.call('markSweep', { sweepId, state, reason, mark: name });
    await mark('running', null, '1');
    await mark('paused', 'paused by request', '2');
    await mark('paused', 'paused by request', '2');
    expect(await bench.store.sweep(sweepId)).toMatchObject({ state: 'paused', reason: 'paused by request' });
    await mark('running', null, '3');
    const events = await bench.store.events({ sweepId, limit: 10 });
    expect(events.map((event) => event.kind)).toEqual(['sweep-running', 'sweep-paused', 'sweep-running']);
  });

  it('is its end, with the trials that never ran cancelled', async () => {
    const { sweepId, trialId } = await bench.begin(tinySweep());
    for (let i = 0; i < 2; i += 1)
      await bench.call('endSweep', { sweepId, state: 'stopped', reason: 'stopped by request' });
    expect(await bench.store.sweep(sweepId)).toMatchObject({
      state: 'stopped',
      counts: { waiting: 0, cancelled: 1 },
    });
    expect(await bench.store.trial(trialId)).toMatchObject({ state: 'cancelled', reason: 'never started' });
    expect(await bench.store.events({ sweepId, limit: 10 })).toHaveLength(1);
    // Ended is ended.
    await bench.call('markSweep', { sweepId, state: 'running', reason: null, mark: 'late' });
    expect((await bench.store.sweep(sweepId))?.state).toBe('stopped');
  });
});

describe('inspecting silent trials', () => {
  let bench: ControlBench;
  beforeAll(async () => void (bench = await createControlBench()));
  afterAll(() => bench?.close());

  async function silent(): Promise<RunningTrial> {
    const { sweepId, trialId } = await bench.begin(tinySweep());
    await bench.call('markTrial', { trialId, state: 'running' });
    const { hash } = (await bench.store.trial(trialId))!;
    return { number: 0, trialId, workflowId: trialWorkflowId(sweepId, hash), startedAt: 0, told: 'run' };
  }

  it('leaves those alone whose workflow runs', async () => {
    const trial = await silent();
    expect(await bench.call('inspectTrials', { trials: [trial] })).toEqual([]);
  });

  it('ends the row of one that ended without a word, and counts it as a failure of its kind', async () => {
    const trial = await silent();
    bench.fates.set(trial.workflowId, { kind: 'ended', status: 'TERMINATED' });
    const reason = 'its workflow has ended as terminated';
    const ends = [{ number: 0, state: 'failed', value: null, reason, signature: `workflow: ${reason}` }];
    expect(await bench.call('inspectTrials', { trials: [trial] })).toEqual(ends);
    expect(await bench.call('inspectTrials', { trials: [trial] })).toEqual(ends);
    expect(await bench.store.trial(trial.trialId)).toMatchObject({ state: 'failed', reason });
  });

  it('passes on what the trial had written, if only its signal was lost', async () => {
    const trial = await silent();
    await bench.store.finishReplicate(trial.trialId, (await seedOf(trial))!, 'complete', {
      val_average_mse: 0.25,
    });
    await bench.call('finishTrial', {
      trialId: trial.trialId,
      number: 0,
      state: 'complete',
      reason: null,
      signature: null,
    });
    bench.fates.set(trial.workflowId, { kind: 'ended', status: 'COMPLETED' });
    expect(await bench.call('inspectTrials', { trials: [trial] })).toEqual([
      { number: 0, state: 'complete', value: 0.25, reason: null, signature: null },
    ]);
  });

  it('asks after many at once, but not after all, and answers in their order', async () => {
    let [now, most] = [0, 0];
    const slow = await createControlBench({
      async lookup(workflowId) {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 5));
        now -= 1;
        return workflowId === 'running' ? { kind: 'running' } : { kind: 'unknown' };
      },
    });
    try {
      const trials = Array.from({ length: 100 }, (_, number): RunningTrial => ({
        number,
        trialId: 'nobody',
        workflowId: number % 2 === 0 ? 'running' : 'gone',
        startedAt: 0,
        told: 'run',
      }));
      const ends = await slow.call('inspectTrials', { trials });
      expect(ends.map(({ number }) => number)).toEqual(
        trials.map(({ number }) => number).filter((number) => number % 2 === 1),
      );
      expect(most).toBe(16);
    } finally {
      await slow.close();
    }
  });

  async function seedOf({ trialId }: RunningTrial): Promise<number | undefined> {
    return (await bench.store.replicates(trialId))[0]?.seed;
  }
});
