import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allTrials, finished, stagesOf } from '../../support/outcome.ts';
import { startStack } from '../../support/stack.ts';
import type { Stack } from '../../support/stack.ts';
import { freshSeed, tinySweep } from '../../support/tiny-sweep.ts';

describe('spending seeds and stages where they decide', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
    stack.startControl();
    stack.startTrainer({ slots: 2 });
  });
  afterAll(() => stack?.close());

  /** With one task nothing is forgotten: whatever learns better is better. */
  const ONE = { name: 'polynomials', tasks: 1 };
  const seeds = (count: number) => Array.from({ length: count }, freshSeed);
  const messages = async (id: string, kind: string) =>
    (await stack.store.events({ sweepId: id, limit: 500 }))
      .filter((event) => event.kind === kind)
      .map((event) => event.message);

  it('halving ends what is not among the best after the first task, its stages kept', async () => {
    const spec = tinySweep({
      name: 'asha',
      // Learning rates that learn nothing beside one that does; one at a time, so that the order is known.
      parameters: { iterations: { value: 60 }, learning_rate: { values: [0.02, 1e-7, 2e-7] } },
      early_terminate: { type: 'asha', eta: 3 },
      max_concurrent_trials: 1,
      seeds: seeds(2),
    });
    const { id } = await stack.sweeps.submit(spec);
    const sweep = await finished(stack, id);
    expect(sweep).toMatchObject({ state: 'finished', counts: { complete: 1, pruned: 2, running: 0 } });
    const trials = await allTrials(stack.store, id);
    expect(trials.map((trial) => trial.state)).toEqual(['complete', 'pruned', 'pruned']);
    expect(trials[1]).toMatchObject({
      value: null,
      reason: expect.stringMatching(
        /^after task 1 of 3: .* is number 2 of the 2 there, the best 1 go on$/,
      ) as string,
    });
    const stages = await stagesOf(stack.store, id);
    const done = (number: number) => stages.filter((stage) => stage.number === number).length;
    expect(done(0)).toBe(6);
    // The other replicate may have been in the middle of its second task.
    for (const number of [1, 2]) expect(done(number)).toBeLessThanOrEqual(3);
    expect(sweep.bestTrialId).toBe(trials[0]!.id);
    expect(await messages(id, 'trial-pruned')).toHaveLength(2);
  });

  it('in a race a configuration that the leader beats gets no more seeds', async () => {
    const spec = tinySweep({
      name: 'race',
      parameters: { iterations: { values: [200, 30] }, learning_rate: { value: 0.02 } },
      benchmark: ONE,
      racing: { min_seeds: 3, alpha: 0.1 },
      max_concurrent_trials: 1,
      seeds: seeds(5),
    });
    const { id } = await stack.sweeps.submit(spec);
    const sweep = await finished(stack, id);
    expect(sweep).toMatchObject({ state: 'finished', counts: { complete: 1, pruned: 1 } });
    const [leader, other] = await allTrials(stack.store, id);
    expect(leader).toMatchObject({ state: 'complete', replicatesDone: 5 });
    expect(other).toMatchObject({
      state: 'pruned',
      replicatesDone: 3,
      reason: expect.stringMatching(
        /^after 3 of 5 seeds: trial 0 is better \(p 0\.0\d+, paired over 3 seeds\)$/,
      ) as string,
    });
    expect((await stack.store.replicates(other!.id)).map((replicate) => replicate.state)).toEqual([
      'complete',
      'complete',
      'complete',
      'pruned',
      'pruned',
    ]);
    expect(other!.value).not.toBeNull();
    expect(sweep.stagesRecorded).toBe(5 + 3);
  });

  it('confirms the leaders with seeds that the search has not seen', async () => {
    const used = seeds(2);
    const spec = tinySweep({
      name: 'confirm',
      parameters: { iterations: { value: 30 }, beta: { values: [0.01, 0.02] } },
      seeds: used,
      confirm: { seeds: 3, leaders: 1 },
    });
    const { id } = await stack.sweeps.submit(spec);
    const sweep = await finished(stack, id);
    expect(sweep).toMatchObject({ state: 'finished', counts: { complete: 2 } });
    const [best] = await stack.store.bestTrials(id, 1);
    const fresh = await stack.store.replicates(best!.id, 'confirm');
    const highest = Math.max(...used);
    expect(fresh.map(({ seed, state }) => [seed, state])).toEqual(
      [1, 2, 3].map((more) => [highest + more, 'complete']),
    );
    // The search's own value is what it was.
    expect(best!.replicatesDone).toBe(2);
    expect((await stack.store.replicates(best!.id)).map(({ seed }) => seed)).toEqual(used);
    const values = fresh.map((replicate) => replicate.metrics!.val_average_mse!);
    const [message] = await messages(id, 'trial-confirmed');
    expect(message).toMatch(/^trial \d confirmed with 3 fresh seeds: val_average_mse [\d.]+ ± [\d.]+$/);
    expect(Number(/mse ([\d.]+)/.exec(message!)![1])).toBeCloseTo(values.reduce((a, b) => a + b) / 3, 3);
    expect((await stagesOf(stack.store, id)).length).toBe(2 * 2 * 3);
    expect(sweep.stagesRecorded).toBe(2 * 2 * 3 + 3 * 3);
  });

  it('a spent device budget ends the search, and what runs is pruned where the file says so', async () => {
    const many = { values: [0.01, 0.02, 0.03, 0.04, 0.05, 0.06] };
    const spec = (name: string, more: object) =>
      tinySweep({
        name,
        // Not the confirmation's, whose fresh seeds are this process's next ones.
        parameters: { iterations: { value: 31 }, beta: many },
        max_concurrent_trials: 1,
        ...more,
      });
    const one = await stack.sweeps.submit(spec('budget', { max_device_hours: 1e-9 }));
    const ended = await finished(stack, one.id);
    expect(ended).toMatchObject({ state: 'finished', counts: { complete: 1 } });
    expect(ended.reason).toMatch(/^its device time is spent: [\de.-]+ h of max_device_hours: 1e-9$/);

    const timed = spec('time', {
      max_duration: '1s',
      when_spent: 'prune',
      parameters: { iterations: { value: 20_000 }, beta: many },
    });
    const two = await finished(stack, (await stack.sweeps.submit(timed)).id);
    expect(two).toMatchObject({
      state: 'finished',
      reason: 'its time is over (max_duration: 1s)',
      counts: { pruned: 1, complete: 0, running: 0 },
    });
    const [pruned] = await allTrials(stack.store, two.id);
    expect(pruned!.reason).toBe('its time is over (max_duration: 1s)');
  });

  it('ends when nothing has improved for a while', async () => {
    const spec = tinySweep({
      name: 'enough',
      parameters: { iterations: { value: 60 }, learning_rate: { values: [0.02, 1e-7, 2e-7, 3e-7, 4e-7] } },
      benchmark: ONE,
      stop_when: { no_improvement: 2 },
      max_concurrent_trials: 1,
    });
    const sweep = await finished(stack, (await stack.sweeps.submit(spec)).id);
    expect(sweep).toMatchObject({
      state: 'finished',
      reason: 'no improvement beyond noise in 2 trials (stop_when.no_improvement: 2)',
      counts: { complete: 3 },
    });
  });

  it('tries configurations of the user’s own first, and none of them twice', async () => {
    const spec = tinySweep({
      name: 'enqueued',
      parameters: { beta: { values: [0.01, 0.02, 0.03] } },
      enqueue: [{ beta: 0.03 }, { beta: 0.03 }],
    });
    const { id } = await stack.sweeps.submit(spec);
    await finished(stack, id);
    const trials = await allTrials(stack.store, id);
    expect(trials.map(({ assignment, origin }) => [assignment.beta, origin])).toEqual([
      [0.03, 'enqueued'],
      [0.01, 'sampler'],
      [0.02, 'sampler'],
    ]);
  });
});
