import { describe, expect, it } from 'vitest';
import { forwardTransfer, metricCatalogue, metricsOf } from '../../../hnet/training/metrics.ts';
import type { StageResult } from '../../../hnet/types.ts';

const stage = (task: number, val: number[], test: number[], weightDrift: number[] = []): StageResult => ({
  task,
  outcome: 'complete',
  val,
  test,
  weightDrift,
  finalLoss: 0,
  iterations: 1,
  curve: [],
  trainSeconds: 1.5,
  evaluationSeconds: 9,
  backend: 'cpu',
  device: 'none',
});
const counts = { compressionRatio: 0.97 };

/** Task 0 improves before it is forgotten, so that simple and maximal forgetting differ. */
const forgetful = [
  stage(0, [0.9], [0.8], [0]),
  stage(1, [0.95, 0.8], [0.85, 0.7], [1, 0]),
  stage(2, [0.6, 0.7, 1], [0.5, 0.9, 0.9], [4, 2, 0]),
];

describe('metrics of an accuracy matrix', () => {
  const metrics = metricsOf('accuracy', forgetful, counts);

  it('are those computed by hand', () => {
    expect(metrics.val_average_accuracy).toBeCloseTo((0.6 + 0.7 + 1) / 3, 12);
    expect(metrics.val_during_accuracy).toBeCloseTo((0.9 + 0.8 + 1) / 3, 12);
    expect(metrics.val_forgetting).toBeCloseTo((0.3 + 0.1) / 2, 12);
    expect(metrics.val_backward_transfer).toBeCloseTo(-(0.3 + 0.1) / 2, 12);
    expect(metrics.val_max_forgetting).toBeCloseTo((0.35 + 0.1) / 2, 12);
    expect(metrics.test_average_accuracy).toBeCloseTo((0.5 + 0.9 + 0.9) / 3, 12);
    // Task 0 loses 0.3, task 1 gains 0.2.
    expect(metrics.test_forgetting).toBeCloseTo((0.3 - 0.2) / 2, 12);
    expect(metrics.test_max_forgetting).toBeCloseTo((0.35 - 0.2) / 2, 12);
    expect(metrics.mean_weight_drift).toBe(3);
    expect(metrics.compression_ratio).toBe(0.97);
    expect(metrics.train_seconds).toBe(4.5);
  });

  it('are named as the catalogue says, no more and no fewer', () => {
    const names = metricCatalogue('accuracy', { validation: 1 }).map(({ name }) => name);
    expect(Object.keys(metrics)).toEqual(names);
    expect(names[0]).toBe('val_average_accuracy');
  });

  it('have the share of tasks inferred rightly after the last one, where tasks are inferred', () => {
    const inferring = forgetful.map((each, task): StageResult => ({
      ...each,
      valTaskInference: [0.5, 0.7, 0.9].slice(0, task + 1),
      testTaskInference: [0.1, 0.2, 0.6].slice(0, task + 1),
    }));
    const found = metricsOf('accuracy', inferring, counts);
    expect(found.val_task_inference).toBeCloseTo(0.7, 12);
    expect(found.test_task_inference).toBeCloseTo(0.3, 12);
    const named = metricCatalogue('accuracy', { validation: 1, infersTask: true });
    expect(Object.keys(found)).toEqual(named.map(({ name }) => name));
    expect(named.filter(({ name }) => name.includes('task_inference')).map((m) => m.readsTestData)).toEqual([
      false,
      true,
    ]);
  });

  it('of the tasks so far can be had before the last', () => {
    expect(metricsOf('accuracy', forgetful.slice(0, 2), counts).val_forgetting).toBeCloseTo(-0.05, 12);
  });

  it('of one task know no forgetting', () => {
    const one = metricsOf('accuracy', [stage(0, [0.9], [0.8], [0])], counts);
    expect(one).toMatchObject({
      val_average_accuracy: 0.9,
      val_forgetting: 0,
      val_max_forgetting: 0,
      val_backward_transfer: 0,
      mean_weight_drift: 0,
    });
    expect(Object.is(one.val_forgetting, -0)).toBe(false);
  });

  it('leave out a split without scores', () => {
    const unheld = metricsOf('accuracy', [stage(0, [], [0.8], [0])], counts);
    expect(Object.keys(unheld)).toEqual(
      metricCatalogue('accuracy', { validation: 0 }).map(({ name }) => name),
    );
    const diverged = metricsOf('accuracy', [forgetful[0]!, stage(1, [], [])], counts);
    expect(Object.keys(diverged)).toEqual(['compression_ratio', 'train_seconds']);
  });

  it('need a stage', () => {
    expect(() => metricsOf('accuracy', [], counts)).toThrow(RangeError);
  });
});

describe('metrics of errors', () => {
  const metrics = metricsOf(
    'mse',
    [stage(0, [0.2], [0.1]), stage(1, [0.1, 0.3], [0.1, 0.1]), stage(2, [0.5, 0.2, 0.2], [0.1, 0.1, 0.1])],
    counts,
  );

  it('count a growing error as forgetting', () => {
    expect(metrics.val_average_mse).toBeCloseTo(0.3, 12);
    expect(metrics.val_during_mse).toBeCloseTo(0.7 / 3, 12);
    expect(metrics.val_forgetting).toBeCloseTo((0.3 - 0.1) / 2, 12);
    expect(metrics.val_max_forgetting).toBeCloseTo((0.4 - 0.1) / 2, 12);
    expect(metrics.val_backward_transfer).toBeCloseTo(-0.1, 12);
    expect(metrics.test_forgetting).toBe(0);
  });

  it('rank the other way round', () => {
    const [first] = metricCatalogue('mse', { validation: 50 });
    expect(first).toMatchObject({ name: 'val_average_mse', goal: 'minimize', readsTestData: false });
  });
});

describe('the catalogue', () => {
  it('tells which metrics read test data', () => {
    for (const { name, readsTestData } of metricCatalogue('accuracy', { validation: 5 }))
      expect(readsTestData).toBe(name.startsWith('test_'));
  });
});

describe('forward transfer', () => {
  it('compares each task but the first with its training from scratch', () => {
    const scores = forgetful.map(({ val }) => val);
    expect(forwardTransfer('accuracy', scores, [0.1, 0.7, 0.95])).toBeCloseTo((0.1 + 0.05) / 2, 12);
    expect(forwardTransfer('mse', scores, [0.1, 0.7, 0.95])).toBeCloseTo(-(0.1 + 0.05) / 2, 12);
    expect(() => forwardTransfer('mse', scores, [0.1])).toThrow(RangeError);
  });
});
