import { afterAll, beforeAll, expect, it } from 'vitest';
import { allTrials, finished, stagesOf } from '../../support/outcome.ts';
import { startStack } from '../../support/stack.ts';
import type { Stack } from '../../support/stack.ts';
import { freshSeed, tinySweep } from '../../support/tiny-sweep.ts';
import { undisturbed } from '../../support/undisturbed.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
  stack.startControl();
  stack.startTrainer({ slots: 1, packing: 16 });
});
afterAll(() => stack?.close());

it('a sweep trained in packs records each stage once, with the results of each trained by itself', async () => {
  const spec = tinySweep({
    name: 'packed',
    parameters: {
      iterations: { value: 80 },
      beta: { values: [0, 0.1] },
      learning_rate: { values: [0.001, 0.01] },
    },
    seeds: [freshSeed(), freshSeed()],
    max_concurrent_trials: 4,
  });
  const { id } = await stack.sweeps.submit(spec);
  expect(await finished(stack, id)).toMatchObject({
    state: 'finished',
    counts: { complete: 4, failed: 0 },
    stagesRecorded: 4 * 2 * 3,
  });
  const stages = await stagesOf(stack.store, id);
  expect(new Set(stages.map(({ number, seed, task }) => `${number} ${seed} ${task}`)).size).toBe(4 * 2 * 3);
  const trained = stages.filter((stage) => !stage.reused);
  expect(trained.every((stage) => stage.attempt === 1)).toBe(true);
  // The stages of the second task begin as those of the first end, so most are trained in company.
  const company = trained.map(({ device }) => Number(/packed by (\d+)/.exec(device)?.[1] ?? 1));
  expect(Math.max(...company)).toBeGreaterThan(2);

  const [trial] = (await allTrials(stack.store, id)).slice(-1);
  const alone = await undisturbed(trial!, spec);
  const ofTrial = stages.filter(({ number, seed }) => number === trial!.number && seed === spec.seeds[0]);
  expect(ofTrial).toHaveLength(3);
  for (const [task, stage] of ofTrial.entries()) {
    expect(stage.iterations).toBe(alone.stages[task]!.iterations);
    stage.test.forEach((score, i) => expect(score).toBeCloseTo(alone.stages[task]!.test[i]!, 3));
    stage.val.forEach((score, i) => expect(score).toBeCloseTo(alone.stages[task]!.val[i]!, 3));
  }
});
