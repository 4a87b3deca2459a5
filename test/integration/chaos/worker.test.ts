import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trialWorkflowId } from '../../../workflows/ids.ts';
import { startCommand } from '../../support/command.ts';
import { eventually } from '../../support/eventually.ts';
import { isPartial, paths } from '../../support/files.ts';
import { attemptsOf } from '../../support/history.ts';
import { allTrials, finished, stagesOf } from '../../support/outcome.ts';
import { startStack } from '../../support/stack.ts';
import type { Stack } from '../../support/stack.ts';
import { LONG, tinySweep } from '../../support/tiny-sweep.ts';
import { recorded, undisturbed } from '../../support/undisturbed.ts';

describe('a train worker whose whole process group is killed in the middle of a sweep', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
    stack.startControl();
  });
  afterAll(() => stack?.close());

  /** `hnet-sweep worker`, with nothing but the server's address and the checkpoints. */
  const startWorker = () =>
    startCommand([
      ...['worker', '--slots', '2'],
      ...['--temporal-address', stack.address, '--checkpoints', stack.checkpoints],
    ]);

  it('is replaced by another, and no number differs from those of an undisturbed run', async () => {
    const spec = tinySweep({
      name: 'group',
      parameters: { ...LONG, beta: { values: [0.01, 0.1] } },
      checkpoint: { every: 0.1, keep: 2 },
    });
    const { id } = await stack.sweeps.submit(spec);
    const first = startWorker();
    // Some stages are recorded, and two others are in their middle.
    await eventually('two stages in their middle', async () => {
      const midway = (await paths(stack.checkpoints, isPartial)).map((path) => path.at(-2));
      return (await stagesOf(stack.store, id)).length >= 2 && new Set(midway).size === 2;
    });
    const before = await stagesOf(stack.store, id);
    await first.killGroup();

    const second = startWorker();
    try {
      expect(await finished(stack, id)).toMatchObject({ state: 'finished', counts: { complete: 2 } });
    } finally {
      expect(await second.terminate()).toBe(0);
    }
    const after = await stagesOf(stack.store, id);
    // What had been recorded was not touched again.
    for (const stage of before) expect(after).toContainEqual(stage);
    const trials = await allTrials(stack.store, id);
    for (const trial of trials) {
      const attempts = await attemptsOf(stack.client, trialWorkflowId(id, trial.hash));
      expect(attempts.map((attempt) => attempt.end)).toContain('lost-worker');
      const expected = await undisturbed(trial, spec);
      expect(recorded(after, { number: trial.number, seed: spec.seeds[0]! })).toEqual(expected.stages);
    }
  });
});
