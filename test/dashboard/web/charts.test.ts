import { describe, expect, it } from 'vitest';
import type { Points } from '../../../dashboard/server/schemas/points.ts';
import type { Sweep } from '../../../dashboard/server/schemas/sweep.ts';
import { historyOption } from '../../../dashboard/web/charts/history-option.ts';
import { objectiveAxis } from '../../../dashboard/web/charts/objective-axis.ts';
import { paletteOf } from '../../../dashboard/web/charts/palette.ts';
import { fewer, parallelOption } from '../../../dashboard/web/charts/parallel-option.ts';
import { escapeHtml } from '../../../dashboard/web/charts/parts.ts';
import { jitter, sliceOption } from '../../../dashboard/web/charts/slice-option.ts';
import { heatColours, heatRange } from '../../../dashboard/web/pages/trial/heat-colours.ts';
import { polynomials, splitMnist } from '../support/demo-sweeps.ts';

const palette = paletteOf('light');
const sweep = { spec: splitMnist } as unknown as Sweep;

function pointsOf(values: readonly number[]): Points {
  const parameters = ['beta', 'hidden_layers'];
  const points = values.map((value, number) => ({
    id: `s.${number}`,
    number,
    state: 'complete' as const,
    value,
    standardError: 0.01,
    values: [10 ** -number, number % 2 === 0 ? [10, 10] : [50]],
  }));
  const best = points.filter(({ value }, i) => values.slice(0, i).every((before) => before < value));
  return { parameters, total: values.length, points, best };
}

type Series = { type: string; data: { value?: number[]; id?: string }[] & number[][] };
const seriesOf = (option: { series?: unknown }, type: string) =>
  (option.series as Series[]).filter((one) => one.type === type);

describe('plots', () => {
  it('show percentages as such, and errors over orders of magnitude by their logarithm', () => {
    expect(objectiveAxis(sweep, pointsOf([0.9, 0.95]).points)).toMatchObject({ factor: 100, log: false });
    const errors = { spec: polynomials } as unknown as Sweep;
    expect(objectiveAxis(errors, pointsOf([0.9, 0.001]).points)).toMatchObject({ factor: 1, log: true });
    expect(objectiveAxis(errors, pointsOf([0.9, 0.5]).points).log).toBe(false);
  });

  it('history: the best so far goes up in steps, and on to the newest trial', () => {
    const data = pointsOf([0.5, 0.4, 0.7, 0.6]);
    const option = historyOption(data, objectiveAxis(sweep, data.points), palette);
    expect(seriesOf(option, 'line')[0]!.data).toEqual([
      [0, 50],
      [2, 50],
      [2, 70],
      [3, 70],
    ]);
    expect(seriesOf(option, 'scatter')[0]!.data).toHaveLength(4);
    expect(seriesOf(option, 'custom')).toHaveLength(1);
  });

  it('a logarithmic space has a logarithmic axis; categories are strips around their place', () => {
    const data = pointsOf([0.5, 0.4, 0.7, 0.6]);
    const axis = objectiveAxis(sweep, data.points);
    const beta = sliceOption(data, 'beta', splitMnist.space.beta as never, axis, palette);
    expect(beta.xAxis).toMatchObject({ type: 'log', min: 1e-4, max: 1 });
    const layers = sliceOption(data, 'hidden_layers', splitMnist.space.hidden_layers as never, axis, palette);
    const xs = seriesOf(layers, 'scatter')[0]!.data.map((dot) => Math.abs(Math.round(dot.value![0]!)));
    expect(xs).toEqual([0, 2, 0, 2]);
  });

  it('many trials: no error bars, and thin lines', () => {
    const data = pointsOf(Array.from({ length: 1500 }, (_, i) => 0.5 + (i % 97) / 1000));
    const option = historyOption(data, objectiveAxis(sweep, data.points), palette);
    expect(seriesOf(option, 'custom')).toHaveLength(0);
  });

  it('parallel coordinates draw the best last, on top', () => {
    const data = pointsOf([0.5, 0.9, 0.7]);
    const option = parallelOption(data, sweep, objectiveAxis(sweep, data.points), palette);
    expect(seriesOf(option, 'parallel')[0]!.data.map((line) => line.id)).toEqual(['s.0', 's.2', 's.1']);
  });

  it('parallel coordinates of many trials keep the best and an even choice of the rest', () => {
    const kept = fewer(Array.from({ length: 5000 }, (_, i) => i));
    expect(kept).toHaveLength(400);
    expect(kept.slice(-133)).toEqual(Array.from({ length: 133 }, (_, i) => 4867 + i));
    expect(kept[0]).toBe(0);
    expect(fewer([1, 2])).toEqual([1, 2]);
  });

  it('jitter is the same for the same trial, and stays inside its strip', () => {
    for (let number = 0; number < 1000; number += 1) {
      expect(Math.abs(jitter(number))).toBeLessThanOrEqual(0.5);
      expect(jitter(number)).toBe(jitter(number));
    }
  });

  it('names from sweep files are no HTML', () => {
    expect(escapeHtml('<img src=x onerror="a&b">')).toBe('&lt;img src=x onerror=&quot;a&amp;b&quot;&gt;');
  });
});

describe('the score matrix', () => {
  it('goes from the worst to the best; small differences stay small', () => {
    const wide = heatRange([[0.9], [0.7, 0.95]], 'accuracy')!;
    expect(wide.place(0.95)).toBe(1);
    expect(wide.place(0.7)).toBeCloseTo(0);
    const narrow = heatRange([[0.99], [0.989, 0.99]], 'accuracy')!;
    expect(narrow.place(0.989)).toBeGreaterThan(0.9);
    const errors = heatRange([[0.001], [0.1, 0.01]], 'mse')!;
    expect(errors.place(0.001)).toBe(1);
    expect(errors.place(0.01)).toBeCloseTo(0.5);
    expect(heatRange([[], [null]], 'accuracy')).toBeNull();
  });

  it('letters can be read on every ground', () => {
    const channel = (c: number) =>
      c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4;
    for (const scheme of ['light', 'dark'] as const)
      for (let place = 0; place <= 1; place += 0.02) {
        const { background, color } = heatColours(place, scheme);
        const [r, g, b] = background.match(/\d+/g)!.map((c) => channel(Number(c))) as [
          number,
          number,
          number,
        ];
        const ground = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        const letters = color === '#ffffff' ? 1 : 0;
        const [bright, dim] = [Math.max(ground, letters), Math.min(ground, letters)];
        expect((bright + 0.05) / (dim + 0.05)).toBeGreaterThan(4.5);
      }
  });
});
