import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createControlBench } from '../../support/control.ts';
import type { ControlBench } from '../../support/control.ts';
import { tinySweep } from '../../support/tiny-sweep.ts';

describe('suggest', () => {
  let bench: ControlBench;
  beforeAll(async () => void (bench = await createControlBench()));
  afterAll(() => bench?.close());

  it('answers the same number the same, though the history has moved on', async () => {
    const spec = tinySweep({ method: 'random', run_cap: 9, parameters: { beta: { min: 0.001, max: 1 } } });
    const { id: sweepId } = await bench.store.createSweep(spec);
    const first = await bench.call('suggest', { sweepId, number: 0 });
    await bench.call('suggest', { sweepId, number: 1 });
    expect(await bench.call('suggest', { sweepId, number: 0 })).toEqual(first);
    expect((await bench.store.sweep(sweepId))?.counts.waiting).toBe(2);
  });

  it('makes the row with every default filled in, and the seeds', async () => {
    const spec = tinySweep({ parameters: { beta: { values: [0.25] } }, seeds: [5, 6] });
    const { trialId } = await bench.begin(spec);
    const trial = await bench.store.trial(trialId);
    expect(trial).toMatchObject({ number: 0, state: 'waiting', assignment: { beta: 0.25 } });
    expect(trial?.configuration).toMatchObject({ beta: 0.25, iterations: 20, learning_rate: 0.01 });
    expect((await bench.store.replicates(trialId)).map((replicate) => replicate.seed)).toEqual([5, 6]);
  });

  it('skips a configuration that is tried already, and says so once', async () => {
    // Two points of the space that come to the same configuration.
    const { knowledge } = bench.dependencies;
    const blind = await createControlBench({
      knowledge: { ...knowledge, resolveTrial: (spec) => knowledge.resolveTrial(spec, { beta: 0.5 }) },
    });
    try {
      const spec = tinySweep({ parameters: { beta: { values: [0.1, 0.2] } } });
      const { sweepId } = await blind.begin(spec);
      const again = await blind.call('suggest', { sweepId, number: 1 });
      expect(again).toMatchObject({ kind: 'skipped', number: 1 });
      expect(await blind.call('suggest', { sweepId, number: 1 })).toEqual(again);
      const events = await blind.store.events({ sweepId, limit: 10 });
      expect(events).toMatchObject([
        { kind: 'trial-skipped', data: { number: 1, assignment: { beta: 0.2 } } },
      ]);
      expect((await blind.store.sweep(sweepId))?.counts.waiting).toBe(1);
    } finally {
      await blind.close();
    }
  });

  it('skips an impossible combination with its reason', async () => {
    const { knowledge } = bench.dependencies;
    const tooLarge = { chunked: true, chunk_size: 1e6 };
    const picky = await createControlBench({
      knowledge: { ...knowledge, resolveTrial: (spec) => knowledge.resolveTrial(spec, tooLarge) },
    });
    try {
      const { id: sweepId } = await picky.store.createSweep(tinySweep());
      const answer = await picky.call('suggest', { sweepId, number: 0 });
      expect(answer).toMatchObject({ kind: 'skipped', number: 0 });
      expect((answer as { reason: string }).reason).toContain('chunk_size');
    } finally {
      await picky.close();
    }
  });

  it('says when the grid is exhausted', async () => {
    const { sweepId } = await bench.begin(tinySweep());
    expect(await bench.call('suggest', { sweepId, number: 1 })).toEqual({ kind: 'exhausted' });
  });

  it('refuses a sweep that is not there for good', async () => {
    await expect(bench.call('suggest', { sweepId: 'nobody-1', number: 0 })).rejects.toMatchObject({
      type: 'not-found',
      nonRetryable: true,
    });
  });
});
