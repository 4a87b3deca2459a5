import { describe, expect, it } from 'vitest';
import { dependenceOption } from '../../../dashboard/web/charts/dependence-option.ts';
import type { ObjectiveAxis } from '../../../dashboard/web/charts/objective-axis.ts';
import { paletteOf } from '../../../dashboard/web/charts/palette.ts';
import {
  pairShares,
  shareBar,
  shareText,
  shareWithSpread,
  widestShare,
} from '../../../dashboard/web/format/importance.ts';

const axis: ObjectiveAxis = { name: 'x', unit: 'percent', goal: 'maximize', factor: 100, log: false };
const places = (...values: readonly (number | string | null)[]) =>
  values.map((value, i) => ({ value, mean: 0.9 + i / 100, spread: 0.01 }));

interface Drawn {
  xAxis: { type: string; min: number; max: number; axisLabel: { formatter: (x: number) => string } };
  yAxis: { min: number; max: number };
  series: { data: [number, number][]; lineStyle?: { width: number } }[];
}
const drawn = (...given: Parameters<typeof dependenceOption>) =>
  dependenceOption(...given) as unknown as Drawn;

describe('importance in words, bars and plots', () => {
  it('a share is a percentage, never less than none', () => {
    expect(shareText(0.2413)).toBe('24.1%');
    expect(shareText(-0.01)).toBe('0.0%');
    expect(shareText(null)).toBe('–');
    expect(shareWithSpread({ mean: 0.5, spread: 0.02 })).toBe('50.0 ± 2.0%');
  });

  it('bars have one scale with room for the widest spread, cut at none and at the widest', () => {
    const one = { name: 'a', share: { mean: 0.4, spread: 0.1 } };
    const parameters = [one, { name: 'b', share: { mean: 0.05, spread: 0.1 } }] as never;
    expect(widestShare(parameters)).toBeCloseTo(0.5);
    const { bar, whisker } = shareBar(one.share, 0.5);
    expect([bar.width, whisker.left, whisker.width].map(Math.round)).toEqual([80, 60, 40]);
    expect(shareBar({ mean: 0.05, spread: 0.1 }, 0.5).whisker.left).toBe(0);
    expect(shareBar({ mean: 0, spread: 0 }, 0).bar.width).toBe(0);
  });

  it('a pair is found whichever name stands first', () => {
    const share = { mean: 0.1, spread: 0 };
    const of = pairShares([{ names: ['a', 'b'], share }]);
    expect(of('b', 'a')).toBe(share);
    expect(of('a', 'c')).toBeNull();
  });

  it('numbers stand on their own scale as a line with a band, in percent', () => {
    const space = { kind: 'float', min: 1e-3, max: 1, log: true, step: null } as const;
    const { xAxis, yAxis, series } = drawn(places(1e-3, 0.03, 1), space, axis, paletteOf('light'));
    expect(xAxis).toMatchObject({ type: 'log', min: 1e-3, max: 1 });
    expect(series[1]!.data[2]).toEqual([1, 92]);
    expect(yAxis.min).toBeLessThan(89);
    expect(yAxis.max).toBeGreaterThan(93);
  });

  it('choices, and a parameter that may be absent, stand side by side', () => {
    const space = { kind: 'categorical', values: ['relu', 'elu'] } as const;
    const option = drawn(places('relu', 'elu', null), space as never, axis, paletteOf('dark'));
    expect(option.xAxis).toMatchObject({ type: 'value', min: -0.5, max: 2.5 });
    expect([0, 1, 2].map(option.xAxis.axisLabel.formatter)).toEqual(['relu', 'elu', 'absent']);
    expect(option.series[1]!.lineStyle!.width).toBe(0);
  });
});
