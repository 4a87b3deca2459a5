import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordOf, resultOf } from '../../prisma/suite/context.ts';
import { createControlBench } from '../../support/control.ts';
import type { ControlBench } from '../../support/control.ts';
import { tinySweep } from '../../support/tiny-sweep.ts';

describe('what a trial writes down at its end', () => {
  let bench: ControlBench;
  beforeAll(async () => void (bench = await createControlBench()));
  afterAll(() => bench?.close());

  const complete = { state: 'complete', reason: null, signature: null } as const;

  /** Three recorded stages a seed; the last error on the validation data is `error`. */
  async function train(trialId: string, seed: number, error: number): Promise<void> {
    for (let task = 0; task < 3; task += 1)
      await bench.store.recordStage(
        recordOf(trialId, task, `${trialId}-${seed}-${task}`, {
          seed,
          result: resultOf(task, { val: Array(task + 1).fill(error) as number[] }),
        }),
        null,
      );
    await bench.call('finishReplicate', { trialId, seed, state: 'complete' });
  }

  async function messagesOf(sweepId: string): Promise<string[]> {
    return (await bench.store.events({ sweepId, limit: 10 })).map((event) => event.message);
  }

  it('is its value with its standard error, once', async () => {
    const { sweepId, trialId } = await bench.begin(tinySweep({ seeds: [1, 2] }));
    await train(trialId, 1, 0.25);
    await train(trialId, 2, 0.75);
    for (let i = 0; i < 2; i += 1)
      expect(await bench.call('finishTrial', { trialId, number: 0, ...complete })).toEqual({
        number: 0,
        value: 0.5,
        standardError: 0.25,
        ...complete,
      });
    expect(await bench.store.trial(trialId)).toMatchObject({
      state: 'complete',
      value: 0.5,
      standardError: 0.25,
    });
    const events = await bench.store.events({ sweepId, limit: 10 });
    expect(events).toMatchObject([
      {
        kind: 'trial-complete',
        message: 'trial 0 complete: val_average_mse 0.5000 ± 0.2500',
        data: { number: 0, value: 0.5, standardError: 0.25 },
      },
    ]);
  });

  it('is no standard error with one seed, and small numbers stay readable', async () => {
    const { sweepId, trialId } = await bench.begin(tinySweep({ seeds: [3] }));
    await train(trialId, 3, 0.00001234);
    await bench.call('finishTrial', { trialId, number: 0, ...complete });
    expect(await messagesOf(sweepId)).toEqual(['trial 0 complete: val_average_mse 0.000012']);
  });

  it('is the reason of a failure, and the end of the replicates that were not over', async () => {
    const { sweepId, trialId } = await bench.begin(tinySweep({ seeds: [4, 5] }));
    await train(trialId, 4, 0.5);
    const end = { state: 'failed', reason: 'no memory', signature: 'out-of-memory: no memory' } as const;
    const told = await bench.call('finishTrial', { trialId, number: 0, ...end });
    expect(told).toEqual({ number: 0, value: null, standardError: null, ...end });
    expect(await messagesOf(sweepId)).toEqual(['trial 0 failed: no memory']);
    const states = (await bench.store.replicates(trialId)).map((replicate) => replicate.state);
    expect(states).toEqual(['complete', 'failed']);
    // Ended is ended: a late word changes nothing.
    await bench.call('markTrial', { trialId, state: 'running' });
    expect((await bench.store.trial(trialId))?.state).toBe('failed');
  });

  it('is a failure for nothing where no stage was trained for it; what others had trained does not count', async () => {
    const { trialId } = await bench.begin(tinySweep({ seeds: [6] }));
    const reused = recordOf(trialId, 0, 'of-another', { seed: 6, reused: true });
    await bench.store.recordStage(reused, null);
    const end = { state: 'failed', reason: 'no data', signature: 'unavailable: no data' } as const;
    expect(await bench.call('finishTrial', { trialId, number: 0, ...end })).toEqual({
      number: 0,
      value: null,
      standardError: null,
      untrained: true,
      ...end,
    });
  });

  it('says how large a configuration is that had no memory', async () => {
    const trial = (await bench.call('suggest', {
      sweepId: (await bench.begin(tinySweep())).sweepId,
      number: 0,
    })) as {
      spec: Parameters<typeof bench.dependencies.knowledge.parameterCounts>[0];
    };
    expect(await bench.call('describeSize', { trial: trial.spec })).toMatch(
      /^the configuration is too large for this device: its target network has 141 weights, generated in one piece by [\d,]+ stored parameters$/,
    );
  });
});
