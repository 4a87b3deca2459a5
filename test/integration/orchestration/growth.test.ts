import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { allTrials, finished, stagesOf } from '../../support/outcome.ts';
import { startStack } from '../../support/stack.ts';
import type { Stack } from '../../support/stack.ts';
import { freshSeed, tinySweep } from '../../support/tiny-sweep.ts';

describe('more for a sweep to do', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
    stack.startControl();
    stack.startTrainer({ slots: 2 });
  });
  afterAll(() => stack?.close());

  const random = (name: string, more: object = {}) =>
    tinySweep({
      name,
      method: 'random',
      run_cap: 2,
      parameters: {
        iterations: { value: 5 },
        beta: { distribution: 'log_uniform_values', min: 0.0001, max: 1 },
      },
      ...more,
    });

  it('a finished sweep that is extended goes on with its numbers, and ends again', async () => {
    const { id } = await stack.sweeps.submit(random('extended'));
    await finished(stack, id);
    await expect(stack.sweeps.extend(id, { deviceSeconds: 60 })).rejects.toMatchObject({
      code: 'invalid-input',
      message: `sweep ${id}: deviceSeconds: given 60; the sweep has no max_device_hours that could be raised`,
    });
    await stack.sweeps.extend(id, { trials: 2 });
    const sweep = await finished(stack, id);
    expect(sweep).toMatchObject({ state: 'finished', counts: { complete: 4 } });
    expect(sweep.spec.runCap).toBe(4);
    const trials = await allTrials(stack.store, id);
    expect(trials.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    expect(new Set(trials.map(({ assignment }) => assignment.beta)).size).toBe(4);
    const kinds = (await stack.store.events({ sweepId: id, limit: 100 })).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'sweep-finished')).toHaveLength(2);
  });

  it('a finished sweep that two extend at once gets both', async () => {
    const { id } = await stack.sweeps.submit(random('twice'));
    await finished(stack, id);
    await Promise.all([stack.sweeps.extend(id, { trials: 1 }), stack.sweeps.extend(id, { trials: 2 })]);
    const sweep = await finished(stack, id);
    expect(sweep).toMatchObject({ state: 'finished', counts: { complete: 5 }, spec: { runCap: 5 } });
  });

  it('a running sweep takes more trials and a configuration of the user’s own', async () => {
    const { id } = await stack.sweeps.submit(random('growing', { max_concurrent_trials: 1 }));
    await stack.sweeps.pause(id);
    await stack.sweeps.extend(id, { trials: 1 });
    await stack.sweeps.enqueue(id, [{ iterations: 5, beta: 0.5 }]);
    expect(await stack.sweeps.progress(id)).toMatchObject({ limits: { runCap: 4 }, enqueued: 1 });
    expect((await stack.store.sweep(id))!.spec.runCap).toBe(4);
    await stack.sweeps.resume(id);
    expect(await finished(stack, id)).toMatchObject({ counts: { complete: 4 } });
    const own = (await allTrials(stack.store, id)).filter(({ origin }) => origin === 'enqueued');
    expect(own).toMatchObject([{ assignment: { beta: 0.5 } }]);
  });

  it('a pruned trial that is revived goes on from its checkpoints and is as if never pruned', async () => {
    const spec = tinySweep({
      name: 'revived',
      parameters: { iterations: { value: 60 }, learning_rate: { values: [0.02, 1e-7] } },
      early_terminate: 'asha',
      max_concurrent_trials: 1,
      seeds: [freshSeed()],
    });
    const { id } = await stack.sweeps.submit(spec);
    expect(await finished(stack, id)).toMatchObject({ counts: { complete: 1, pruned: 1 } });
    const before = await stagesOf(stack.store, id);
    await expect(stack.sweeps.extend(id, { revive: [0] })).rejects.toMatchObject({
      code: 'conflict',
      message: `trial 0 of ${id} is complete; only pruned ones are revived`,
    });
    await expect(stack.sweeps.extend(id, { revive: [9] })).rejects.toMatchObject({ code: 'not-found' });

    await stack.sweeps.extend(id, { revive: [1] });
    const sweep = await finished(stack, id);
    expect(sweep).toMatchObject({ state: 'finished', counts: { complete: 2, pruned: 0 } });
    const [, trial] = await allTrials(stack.store, id);
    expect(trial).toMatchObject({ state: 'complete', generation: 1, reason: null, stagesDone: 3 });
    const after = (await stagesOf(stack.store, id)).filter(({ number }) => number === 1);
    // What it had before was not trained again.
    const kept = before.filter(({ number }) => number === 1);
    expect(kept.length).toBeGreaterThanOrEqual(1);
    expect(after.slice(0, kept.length)).toEqual(kept);
    const events = await stack.store.events({ sweepId: id, limit: 100 });
    expect(events.filter(({ trialId }) => trialId === trial!.id).map(({ kind }) => kind)).toEqual([
      'trial-pruned',
      'trial-revived',
      'trial-complete',
    ]);
  });

  it('what was cancelled is tried again, and nothing else of the sweep', async () => {
    const spec = tinySweep({
      name: 'retried',
      parameters: { iterations: { value: 4000 }, beta: { values: [0.01, 0.02, 0.03] } },
      benchmark: { name: 'polynomials', tasks: 1 },
      max_concurrent_trials: 1,
    });
    const { id } = await stack.sweeps.submit(spec);
    await expect(stack.sweeps.retry(id, ['failed'])).rejects.toMatchObject({
      code: 'conflict',
      message: `sweep ${id} has no trial that is failed`,
    });
    await eventually('a running trial', async () => (await stack.store.sweep(id))!.counts.running === 1);
    await stack.sweeps.cancel(id);
    expect(await finished(stack, id)).toMatchObject({ state: 'cancelled', counts: { cancelled: 1 } });
    expect(await stack.sweeps.retry(id, ['cancelled'])).toEqual([0]);
    expect(await finished(stack, id)).toMatchObject({
      state: 'finished',
      counts: { complete: 1, cancelled: 0 },
    });
    expect(await allTrials(stack.store, id)).toHaveLength(1);
  });

  it('an earlier sweep gives the sampler a start, if it measured the same', async () => {
    const first = await stack.sweeps.submit(random('early'));
    await finished(stack, first.id);
    await expect(stack.sweeps.submit(random('late', { warm_start: 'nobody-1' }))).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'warm_start: there is no sweep nobody-1',
    });
    await expect(
      stack.sweeps.submit(
        random('late', { warm_start: first.id, benchmark: { name: 'polynomials', tasks: 2 } }),
      ),
    ).rejects.toMatchObject({ message: expect.stringContaining('has another benchmark') as string });
    const late = await stack.sweeps.submit(random('late', { warm_start: first.id, search_seed: 2 }));
    expect(await finished(stack, late.id)).toMatchObject({ counts: { complete: 2 } });
  });
});
