import { describe, expect, test } from 'vitest';
import {
  formatDuration,
  formatEstimate,
  formatMetric,
  formatValue,
  significant,
} from '../../cli/output/format.ts';

describe('numbers in the output', () => {
  test('accuracies are percent with two decimals, errors have four significant digits', () => {
    expect(formatMetric('val_average_accuracy', 0.98714)).toBe('98.71 %');
    expect(formatMetric('test_average_mse', 0.0041234)).toBe('0.004123');
    expect(formatMetric('compression_ratio', 0.9733612)).toBe('0.9734');
  });

  test('what is missing is a dash, never NaN', () => {
    expect(formatMetric('val_average_accuracy', null)).toBe('–');
    expect(formatMetric('val_average_accuracy', undefined)).toBe('–');
    expect(formatEstimate('val_average_accuracy', null, null)).toBe('–');
  });

  test('a mean carries its standard error where there is one', () => {
    expect(formatEstimate('val_average_accuracy', 0.987, 0.0012)).toBe('98.70 ± 0.12 %');
    expect(formatEstimate('val_average_accuracy', 0.987, null)).toBe('98.70 %');
    expect(formatEstimate('val_average_mse', 0.00412, 0.000213)).toBe('0.00412 ± 0.00021');
    expect(formatEstimate('val_average_mse', 0.53381, 0.1963)).toBe('0.53 ± 0.20');
    expect(formatEstimate('val_average_mse', 1234.5, 12.3)).toBe('1235 ± 12');
    expect(formatEstimate('val_average_mse', 0.5, 0)).toBe('0.5 ± 0');
  });

  test('whole numbers are grouped, tiny and huge ones get exponents', () => {
    expect(significant(465672, 4)).toBe('465,672');
    expect(significant(1e-7, 3)).toBe('1.00e-7');
    expect(significant(Infinity, 3)).toBe('Infinity');
  });

  test('durations name the two largest units', () => {
    expect(formatDuration(42.4)).toBe('42 s');
    expect(formatDuration(200)).toBe('3 min 20 s');
    expect(formatDuration(7500)).toBe('2 h 05 min');
  });

  test('hyperparameters are shown as a sweep file would have them', () => {
    expect(formatValue([10, 10])).toBe('[10, 10]');
    expect(formatValue(42000)).toBe('42000');
    expect(formatValue(true)).toBe('true');
  });
});
