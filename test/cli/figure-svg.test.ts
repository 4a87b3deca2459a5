import { describe, expect, it } from 'vitest';
import { figureSvg } from '../../cli/output/figure-svg.ts';
import type { Figure } from '../../dashboard/server/schemas/figure.ts';

const at = { sweepId: 'x-1', trial: { id: 'x-1.3', number: 3 }, seed: 1 };
const x = Array.from({ length: 20 }, (_, i) => i / 5);

const FIGURES: Readonly<Record<string, readonly [Figure['figure'], string]>> = {
  ratio: [
    {
      kind: 'ratio',
      metric: 'test_average_accuracy',
      points: [1, 2, 3].map((i) => ({
        ...{ trialId: String(i), number: i, ratio: i / 10, value: 0.9 + i / 50 },
        ...{ standardError: 0.01, seeds: 3 },
      })),
    },
    'test average accuracy',
  ],
  tasks: [
    {
      kind: 'tasks',
      split: 'test',
      score: 'accuracy',
      tasks: [0, 1, 2].map((task) => ({
        task,
        during: { value: 0.99, standardError: null },
        final: { value: 0.97, standardError: null },
      })),
    },
    'test accuracy',
  ],
  fits: [
    {
      kind: 'fits',
      tasks: [
        { task: 0, x, truth: x.map((at) => -(at ** 6)), fit: x.map((at) => -(at ** 6)), train: [[1, -1]] },
      ],
    },
    'y',
  ],
};

/** Where the texts of a drawing of 900 by 340 pixels reach, letters of 11 pixels taken as 6 wide. */
function boxesOf(svg: string) {
  return [...svg.matchAll(/<text([^>]*)>([^<]*)</g)].map(([, attributes = '', text = '']) => {
    const turned = /matrix\(0,-1,1,0,([-\d.]+),([-\d.]+)\)/.exec(attributes);
    const [, x = '0', y = '0'] = turned ?? /translate\(([-\d.]+) ([-\d.]+)\)/.exec(attributes) ?? [];
    const length = 6 * text.length;
    const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1] ?? 'start';
    const before = { start: 0, middle: length / 2, end: length }[anchor]!;
    const [from, edge] = turned === null ? [Number(x) - before, 900] : [Number(y) - before, 340];
    return { text, from, to: from + length, edge, turned: turned !== null };
  });
}

describe('a figure as SVG', () => {
  it.each(Object.entries(FIGURES))(
    '%s: every text lies inside, the name upwards along its axis',
    (_, [figure, name]) => {
      const boxes = boxesOf(figureSvg({ ...at, figure }));
      expect(boxes.length).toBeGreaterThan(8);
      for (const { text, from, to, edge } of boxes) {
        expect(from, text).toBeGreaterThanOrEqual(0);
        expect(to, text).toBeLessThanOrEqual(edge);
      }
      expect(boxes.find(({ text }) => text === name)).toMatchObject({ turned: true });
    },
  );
});
