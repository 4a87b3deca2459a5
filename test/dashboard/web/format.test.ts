import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { meanAndError } from '../../../dashboard/web/format/mean.ts';
import { metricWords } from '../../../dashboard/web/format/metric.ts';
import { parameterText } from '../../../dashboard/web/format/parameter.ts';
import {
  differenceText,
  pValue,
  score,
  scoreWithError,
  unitOf,
} from '../../../dashboard/web/format/score.ts';
import { spaceText } from '../../../dashboard/web/format/space.ts';
import { age, duration } from '../../../dashboard/web/format/time.ts';
import { configurationYaml } from '../../../dashboard/web/format/yaml.ts';

describe('numbers as people read them', () => {
  it.each([
    ['val_average_accuracy', 'split-mnist', 'percent'],
    ['test_forgetting', 'permuted-mnist', 'percent'],
    ['val_forgetting', 'polynomials', 'number'],
    ['val_average_mse', 'polynomials', 'number'],
    ['train_seconds', 'split-mnist', 'seconds'],
    ['compression_ratio', 'split-mnist', 'number'],
  ] as const)('%s on %s is in %s', (metric, benchmark, unit) => {
    expect(unitOf(metric, benchmark)).toBe(unit);
  });

  it('accuracies have two decimals of a percent, errors four significant digits', () => {
    expect(score(0.973149, 'percent')).toBe('97.31%');
    expect(score(-0.0103, 'percent')).toBe('−1.03%');
    expect(score(0.003214159, 'number')).toBe('0.003214');
    expect(score(0.0000123456, 'number')).toBe('1.235e-5');
    expect(score(0, 'number')).toBe('0');
    expect(score(null, 'percent')).toBe('–');
    expect(scoreWithError(0.97314, 0.00123, 'percent')).toBe('97.31 ± 0.12%');
    expect(scoreWithError(0.0032141, 0.00012345, 'number')).toBe('0.003214 ± 0.00012');
    expect(scoreWithError(0.5, null, 'percent')).toBe('50.00%');
  });

  it('p-values below a thousandth are not spelt out', () => {
    expect(pValue(0.0312)).toBe('p = 0.031');
    expect(pValue(1e-7)).toBe('p < 0.001');
  });

  it('differences are signed: points of percentages, else plain', () => {
    expect(differenceText(-0.0284, 0.0095, 'percent')).toBe('−2.84 ± 0.95 points');
    expect(differenceText(0.00123456, 0.000345, 'number')).toBe('+0.00123 ± 0.00034');
    expect(differenceText(-1.23456e-5, 3.1e-6, 'number')).toBe('−1.23e-5 ± 3.1e-6');
    expect(differenceText(-2.34, null, 'seconds')).toBe('−2.3 s');
    expect(differenceText(-0.000001, 0.0001, 'percent')).toBe('0.00 ± 0.01 points');
    expect(differenceText(null, null, 'percent')).toBe('–');
  });

  it('equal seeds have no standard error, however their mean was rounded', () => {
    expect(meanAndError([0.1, 0.1, 0.1])).toEqual({ mean: expect.closeTo(0.1) as number, standardError: 0 });
    expect(meanAndError([0.5])).toEqual({ mean: 0.5, standardError: null });
    expect(meanAndError([null, undefined])).toEqual({ mean: null, standardError: null });
    expect(meanAndError([1, 3]).standardError).toBe(1);
  });

  it.each([
    [0, '0 s'],
    [0.84, '0.8 s'],
    [45.2, '45 s'],
    [720, '12 min'],
    [7200, '2 h'],
    [12_000, '3 h 20 min'],
    [200_000, '2 d 7 h'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it('ages', () => {
    const at = '2026-01-01T00:00:00.000Z';
    expect(age(at, Date.parse(at) + 3_000)).toBe('just now');
    expect(age(at, Date.parse(at) + 180_000)).toBe('3 min ago');
  });
});

describe('configurations in words', () => {
  it('shorten numbers and keep words', () => {
    expect(parameterText(0.0288480896)).toBe('0.02885');
    expect(parameterText(12_500)).toBe('12500');
    expect(parameterText([10, 10])).toBe('[10, 10]');
    expect(parameterText(null)).toBe('–');
    expect(metricWords('val_average_mse')).toBe('validation average MSE');
  });

  it('say what a space allows', () => {
    expect(spaceText({ kind: 'float', min: 1e-4, max: 1, log: true, step: null })).toBe(
      '0.0001 to 1, logarithmic',
    );
    expect(spaceText({ kind: 'int', min: 1, max: 9, log: false, step: 1 })).toBe('1 to 9, whole numbers');
    expect(spaceText({ kind: 'categorical', values: [2, 'a', [1, 2]] })).toBe('2, a, [1, 2]');
  });

  it('copy as YAML that a sweep file takes back unchanged', () => {
    const configuration = { beta: 0.0288480896991945, layers: [10, 10], name: 'yes: "no"', on: true };
    const yaml = configurationYaml(configuration, 'trial 7 of s-1');
    const { parameters } = parse(yaml) as { parameters: Record<string, { value: unknown }> };
    const back = Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
    expect(back).toEqual(configuration);
  });
});
