import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStack } from '../../support/stack.ts';
import type { Stack } from '../../support/stack.ts';
import { freshSeed, tinySweep } from '../../support/tiny-sweep.ts';
import { allTrials, finished, stagesOf } from '../../support/outcome.ts';

describe('a sweep on a real server', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
    stack.startControl();
    stack.startTrainer({ slots: 2 });
  });
  afterAll(() => stack?.close());

  it('tries every point of a grid and ranks them by mean over seeds', async () => {
    const spec = tinySweep({
      name: 'grid',
      parameters: { beta: { values: [0, 0.01, 0.1] }, learning_rate: { values: [0.001, 0.02] } },
      seeds: [freshSeed(), freshSeed()],
    });
    const { id } = await stack.sweeps.submit(spec);
    const sweep = await finished(stack, id);

    expect(sweep.state).toBe('finished');
    expect(sweep.counts).toMatchObject({ complete: 6, running: 0, waiting: 0, failed: 0 });
    expect(sweep.stagesRecorded).toBe(6 * 2 * 3);
    const trials = await allTrials(stack.store, id);
    expect(trials.map((trial) => trial.assignment)).toMatchObject(
      [0, 0.01, 0.1].flatMap((beta) => [0.001, 0.02].map((learning_rate) => ({ beta, learning_rate }))),
    );
    for (const trial of trials) {
      const replicates = await stack.store.replicates(trial.id);
      const values = replicates.map((replicate) => replicate.metrics!.val_average_mse!);
      expect(values).toHaveLength(2);
      expect(trial.value).toBeCloseTo((values[0]! + values[1]!) / 2, 12);
      expect(trial.standardError).toBeCloseTo(Math.abs(values[0]! - values[1]!) / 2, 12);
      expect(replicates.map((replicate) => replicate.stages.map((stage) => stage.val.length))).toEqual([
        [1, 2, 3],
        [1, 2, 3],
      ]);
    }
    const ranked = await stack.store.bestTrials(id, 10);
    expect(ranked.map((trial) => trial.value)).toEqual(
      trials.map((trial) => trial.value).sort((a, b) => a! - b!),
    );
    expect(sweep.bestTrialId).toBe(ranked[0]!.id);
    expect(sweep.bestValue).toBe(ranked[0]!.value);
  });

  it('says in its log how each trial ended, with its value', async () => {
    const seeds = [freshSeed(), freshSeed()];
    const { id } = await stack.sweeps.submit(tinySweep({ name: 'log', seeds }));
    await finished(stack, id);
    const [trial] = await allTrials(stack.store, id);
    const events = await stack.store.events({ sweepId: id, limit: 100 });
    expect(events.map((event) => event.kind)).toEqual(['sweep-running', 'trial-complete', 'sweep-finished']);
    expect(events[1]!.message).toMatch(/^trial 0 complete: val_average_mse \d+\.\d+ ± \d+\.\d+$/);
    expect(events[1]!.data).toEqual({ number: 0, value: trial!.value, standardError: trial!.standardError });
  });

  it('trains the first stage once for all strengths of the regulariser, and nothing twice in a second sweep', async () => {
    const seeds = [freshSeed()];
    const spec = tinySweep({ name: 'shared', parameters: { beta: { values: [0.01, 0.02, 0.03] } }, seeds });
    const first = await stack.sweeps.submit(spec);
    const once = await finished(stack, first.id);
    expect(once).toMatchObject({ stagesRecorded: 9, stagesReused: 2 });
    const firstStages = (await stagesOf(stack.store, first.id)).filter((stage) => stage.task === 0);
    expect(new Set(firstStages.map((stage) => stage.key)).size).toBe(1);
    expect(firstStages.filter((stage) => !stage.reused)).toHaveLength(1);

    const second = await stack.sweeps.submit(spec);
    const again = await finished(stack, second.id);
    expect(again).toMatchObject({ stagesRecorded: 9, stagesReused: 9, deviceSeconds: 0 });
    expect(again.savedDeviceSeconds).toBeGreaterThan(0);
    expect(again.bestValue).toBe(once.bestValue);
  });

  it('shares stages between two sweeps that run at the same time', async () => {
    const seeds = [freshSeed()];
    const spec = tinySweep({ name: 'together', parameters: { beta: { values: [0.01, 0.02] } }, seeds });
    const ids = [await stack.sweeps.submit(spec), await stack.sweeps.submit(spec)].map(({ id }) => id);
    const [one, other] = await Promise.all(ids.map((id) => finished(stack, id)));
    // 1 first stage and 2 x 2 others are trained; the other 7 of 12 are taken as they are.
    expect(one!.stagesRecorded + other!.stagesRecorded).toBe(12);
    expect(one!.stagesReused + other!.stagesReused).toBe(7);
    expect(one!.bestValue).toBe(other!.bestValue);
  });

  it('draws as many random configurations as it may, the same for the same search seed', async () => {
    const spec = tinySweep({
      name: 'random',
      method: 'random',
      run_cap: 4,
      search_seed: 5,
      parameters: {
        iterations: { value: 5 },
        beta: { distribution: 'log_uniform_values', min: 0.0001, max: 1 },
      },
    });
    const ids = [await stack.sweeps.submit(spec), await stack.sweeps.submit(spec)].map(({ id }) => id);
    const sweeps = await Promise.all(ids.map((id) => finished(stack, id)));
    expect(sweeps.map((sweep) => sweep.counts.complete)).toEqual([4, 4]);
    const [one, other] = await Promise.all(ids.map((id) => allTrials(stack.store, id)));
    expect(new Set(one!.map((trial) => trial.assignment.beta)).size).toBe(4);
    expect(one!.map((trial) => trial.assignment)).toEqual(other!.map((trial) => trial.assignment));
    expect(one!.map((trial) => trial.value)).toEqual(other!.map((trial) => trial.value));
  });
});
