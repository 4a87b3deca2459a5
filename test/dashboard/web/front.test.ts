import { describe, expect, it } from 'vitest';
import type { Front } from '../../../dashboard/server/schemas/front.ts';
import { frontOption, goalWords, stairs } from '../../../dashboard/web/charts/front-option.ts';
import { paletteOf } from '../../../dashboard/web/charts/palette.ts';

const palette = paletteOf('light');
const accuracy = { name: 'val_average_accuracy', goal: 'maximize' } as const;
const ratio = { name: 'compression_ratio', goal: 'minimize' } as const;
const seconds = { name: 'device_seconds', goal: 'minimize' } as const;

function frontOf(
  objectives: Front['objectives'],
  trials: readonly (readonly number[])[],
  dominated: readonly (readonly number[])[] = [],
): Front {
  return {
    objectives,
    trials: trials.map((values, i) => ({
      trial: { id: `s.${i}`, number: i } as Front['trials'][number]['trial'],
      values: [...values],
    })),
    dominated: dominated.map((values, i) => ({ id: `d.${i}`, number: 100 + i, values: [...values] })),
    reference: objectives.map(({ goal }) => (goal === 'maximize' ? 0.5 : 2)),
    hypervolume: 1,
  };
}

interface Drawn {
  readonly type: string;
  readonly name?: string;
  readonly data: readonly { readonly value: readonly number[]; readonly id: string }[];
}
interface Option {
  readonly series: readonly Drawn[];
  readonly xAxis: { readonly name: string; readonly type: string };
  readonly yAxis: { readonly name: string; readonly type: string };
  readonly tooltip: { formatter(item: { data: unknown }): string };
}
const optionOf = (front: Front, pair: readonly [number, number] = [1, 0]) =>
  frontOption(front, pair, 'split-mnist', palette) as unknown as Option;

describe('the picture of a front', () => {
  const two = frontOf(
    [accuracy, ratio],
    [
      [0.9, 1],
      [0.8, 0.4],
    ],
    [[0.7, 0.9]],
  );

  it('has every trial, the front apart, each with the id that a click opens', () => {
    const of = (name: string) => optionOf(two).series.find((one) => one.name === name)!.data;
    expect(of('front').map(({ value, id }) => [...value, id])).toEqual([
      [1, 90, 's.0'],
      [0.4, 80, 's.1'],
    ]);
    expect(of('other trials').map(({ value, id }) => [...value, id])).toEqual([[0.9, 70, 'd.0']]);
  });

  it('names its axes with their units and goals', () => {
    const { xAxis, yAxis } = optionOf(two);
    expect(yAxis.name).toBe('validation average accuracy (%), higher is better');
    expect(xAxis.name).toBe('compression ratio, lower is better');
    expect(goalWords(seconds, 'split-mnist')).toBe('device seconds (s), lower is better');
  });

  it('has the edge of what two objectives dominate, and none of three', () => {
    const line = optionOf(two).series.find(({ type }) => type === 'line')!;
    expect(line.data).toEqual([
      [2, 90],
      [1, 90],
      [1, 80],
      [0.4, 80],
      [0.4, 50],
    ]);
    const three = frontOf([accuracy, ratio, seconds], [[0.9, 1, 10]]);
    expect(optionOf(three, [2, 1]).series.some(({ type }) => type === 'line')).toBe(false);
    expect(optionOf(three, [2, 1]).series.find(({ name }) => name === 'front')!.data[0]!.value).toEqual([
      10, 1,
    ]);
  });

  it('has stairs whatever the goals: between neighbours the worse of both', () => {
    expect(stairs([{ values: [1, 5] }, { values: [2, 7] }], [3, 4])).toEqual([
      [1, 4],
      [1, 5],
      [2, 5],
      [2, 7],
      [3, 7],
    ]);
    expect(stairs([], [])).toEqual([]);
  });

  it('shows costs over orders of magnitude by their logarithm', () => {
    const wide = frontOf(
      [accuracy, seconds],
      [
        [0.9, 1000],
        [0.8, 10],
      ],
    );
    expect(optionOf(wide).xAxis.type).toBe('log');
    expect(optionOf(two).xAxis.type).toBe('value');
    expect(optionOf(wide).yAxis.type).toBe('value');
  });

  it('says of a trial what it has of each objective', () => {
    const option = optionOf(two);
    const text = option.tooltip.formatter({ data: option.series.at(-1)!.data[1] });
    expect(text).toContain('#1');
    expect(text).toContain('80.00%');
    expect(text).toContain('0.4000');
    expect(option.tooltip.formatter({ data: [1, 2] })).toBe('');
  });
});
