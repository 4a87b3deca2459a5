/** Which outputs a rehearsing classifier answers with, and what it should answer, scenario by scenario. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { ReplayPlan, replayShare, type ReplayPlanInput } from '../../../hnet/replay/replay-plan.ts';
import { weightedCrossEntropy } from '../../../hnet/replay/weighted-loss.ts';
import type { Scenario } from '../../../hnet/types.ts';
import { differences, normals, relativeError } from '../../support/naive-hnet.ts';
import { crossEntropy, naiveSoftmax } from '../../support/naive-replay.ts';

const [TASKS, K, TASK] = [4, 2, 2];
const WIDTH: Record<Scenario, number> = { CL1: TASKS * K, CL2: K, CL3: TASKS * K };
const REAL = [1, 0, 1]; // classes of three real rows
const SOURCES = [0, 0, 1, 1]; // tasks of four replayed ones

beforeAll(async () => {
  await selectBackend('cpu');
});

function planFor(scenario: Scenario, given: Partial<ReplayPlanInput> = {}): ReplayPlan {
  return new ReplayPlan({
    scenario,
    tasks: TASKS,
    outputs: K,
    task: TASK,
    batchSize: REAL.length,
    replayTasks: SOURCES,
    replayRows: SOURCES.length,
    weighting: { weighting: 'constant', weight: 0.4 },
    labels: { targets: 'soft', temperature: 2, newOutputs: 'zero_logit' },
    ...given,
  });
}

function targetsOf(plan: ReplayPlan, logits: number[][]): number[][] {
  return tf.tidy(() => plan.targetsOf(tf.tensor2d(logits)).arraySync());
}

test('replay has its constant share, or t of t + 1 parts; before there is any, none', () => {
  const constant = { weighting: 'constant', weight: 0.4 } as const;
  const byTasks = { weighting: 'by_tasks', weight: 0.4 } as const;
  expect([0, 1, 4].map((task) => replayShare(constant, task))).toEqual([0, 0.4, 0.4]);
  expect([0, 1, 4].map((task) => replayShare(byTasks, task))).toEqual([0, 0.5, 0.8]);
});

describe('targets of what is replayed', () => {
  const labels = { targets: 'soft', temperature: 1, newOutputs: 'zero_logit' } as const;
  const old = [Math.log(2), Math.log(3), Math.log(4), 0];
  const untrained = [7, -7, 8, 9];

  test('in CL1 and CL2 are the probabilities in each head', () => {
    expect(targetsOf(planFor('CL2', { labels }), [[Math.log(3), 0]])[0]).toEqual([
      expect.closeTo(0.75, 6),
      expect.closeTo(0.25, 6),
    ]);
    const [row] = targetsOf(planFor('CL1', { labels }), [[...old, ...untrained]]);
    const expected = [0.4, 0.6, 0.8, 0.2];
    expected.forEach((value, i) => expect(row![i]).toBeCloseTo(value, 6));
  });

  test("in CL3 count the task's own outputs as logit 0 and leave later ones out", () => {
    const [row] = targetsOf(planFor('CL3', { labels }), [[...old, ...untrained]]);
    // Old logits (ln 2, ln 3, ln 4, 0) and two literal zeros: (2, 3, 4, 1, 1, 1) / 12.
    [2, 3, 4, 1, 1, 1].forEach((part, i) => expect(row![i]).toBeCloseTo(part / 12, 6));
    expect(row!.slice(6)).toEqual([0, 0]);
  });

  test('in CL3 may give them probability 0 instead', () => {
    const plan = planFor('CL3', { labels: { ...labels, newOutputs: 'zero_probability' } });
    const [row] = targetsOf(plan, [[...old, ...untrained]]);
    [2, 3, 4, 1].forEach((part, i) => expect(row![i]).toBeCloseTo(part / 10, 6));
    expect(row!.slice(4)).toEqual([0, 0, 0, 0]);
  });

  test('are softer at a higher temperature', () => {
    const plan = planFor('CL2', { labels: { ...labels, temperature: 2 } });
    expect(targetsOf(plan, [[2 * Math.log(3), 0]])[0]![0]).toBeCloseTo(0.75, 6);
  });

  test('that are hard are the likeliest old class, never a logit of 0 that nobody trained', () => {
    const plan = planFor('CL3', { labels: { ...labels, targets: 'hard' } });
    const row = [-3, -1, -2, -4, ...untrained];
    expect(targetsOf(plan, [row])).toEqual([[0, 1, 0, 0, 0, 0, 0, 0]]);
    const heads = planFor('CL1', { labels: { ...labels, targets: 'hard' } });
    expect(targetsOf(heads, [[-3, -1, -2, -4, 0, 1, 1, 0]])).toEqual([[0, 1, 1, 0, 0, 1, 1, 0]]);
  });
});

describe.each<[Scenario, 'soft' | 'hard', boolean]>([
  ['CL1', 'soft', true],
  ['CL1', 'soft', false],
  ['CL1', 'hard', true],
  ['CL2', 'soft', true],
  ['CL2', 'hard', true],
  ['CL3', 'soft', true],
  ['CL3', 'hard', true],
])('the loss of a batch in %s, %s targets, tasks of replay known: %s', (scenario, kind, known) => {
  const width = WIDTH[scenario];
  const rows = REAL.length + SOURCES.length;
  const outputs = normals('outputs', rows * width);
  const former = normals('former', SOURCES.length * width);
  const row = (values: ArrayLike<number>, i: number): number[] =>
    Array.from({ length: width }, (_, output) => values[i * width + output]!);
  const oneHot = (size: number, at: number): number[] =>
    Array.from({ length: size }, (_, i) => Number(i === at));
  /** Of some logits what takes part: of one head in CL1, all in CL2, those seen so far in CL3. */
  const part = (logits: number[], head: number): number[] =>
    scenario === 'CL1' ? logits.slice(head * K, (head + 1) * K) : logits.slice(0, (TASK + 1) * K);

  /** (1 - l) mean CE of real rows + l mean T^2 CE of replayed ones. */
  function expected(at: ArrayLike<number>): number {
    let real = 0;
    REAL.forEach((label, i) => {
      const logits = part(row(at, i), TASK);
      const target = oneHot(logits.length, scenario === 'CL3' ? TASK * K + label : label);
      real += crossEntropy(target, naiveSoftmax(logits)) / REAL.length;
    });
    const temperature = kind === 'soft' ? 2 : 1;
    let replay = 0;
    SOURCES.forEach((source, i) => {
      const heads = scenario === 'CL1' && !known ? [0, 1] : [source];
      for (const head of heads) {
        const logits = part(row(at, REAL.length + i), head);
        let before = part(row(former, i), head);
        // Of CL3 the four old logits are the former classifier's, the two new ones literally 0.
        if (scenario === 'CL3') before = before.map((logit, output) => (output < TASK * K ? logit : 0));
        const trained = scenario === 'CL3' ? before.slice(0, TASK * K) : before;
        const target =
          kind === 'soft'
            ? naiveSoftmax(before, temperature)
            : oneHot(logits.length, trained.indexOf(Math.max(...trained)));
        const entropy = crossEntropy(target, naiveSoftmax(logits, temperature));
        replay += (temperature ** 2 * entropy) / SOURCES.length / heads.length;
      }
    });
    return 0.6 * real + 0.4 * replay;
  }

  test('and its gradient are those of plain loops', () => {
    const before = tf.memory().numTensors;
    const plan = planFor(scenario, {
      replayTasks: known ? SOURCES : null,
      labels: { targets: kind, temperature: 2, newOutputs: 'zero_logit' },
    });
    const [loss, gradient] = tf.tidy(() => {
      const replayed = plan.targetsOf(tf.tensor2d(former, [SOURCES.length, width]));
      const real = tf.tensor2d(REAL.map((label) => oneHot(K, label)));
      const targets = plan.batchTargets(real, replayed);
      const found = weightedCrossEntropy(tf.tensor2d(outputs, [rows, width]), targets, true);
      return [found.loss!.dataSync()[0]!, found.gradient.dataSync()] as const;
    });
    plan.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(loss).toBeCloseTo(expected(outputs), 4);
    expect(relativeError(gradient, differences(expected, outputs))).toBeLessThan(1e-4);
  });
});
