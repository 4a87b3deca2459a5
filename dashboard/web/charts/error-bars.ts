import type { CustomSeriesOption } from 'echarts';

/** Beyond this many, bars are only a grey mist. */
export const mostErrorBars = 300;

/** Bars from `low` to `high` at `x`, behind the points. */
export function errorBars(
  data: readonly (readonly [x: number, low: number, high: number])[],
  colour: string,
): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    z: 1,
    data: data.map((row) => [...row]),
    encode: { x: 0, y: [1, 2] },
    renderItem: (_, api) => {
      const [x, low] = api.coord([api.value(0), api.value(1)]) as [number, number];
      const [, high] = api.coord([api.value(0), api.value(2)]) as [number, number];
      const line = (x1: number, y1: number, x2: number, y2: number) => ({
        type: 'line' as const,
        shape: { x1, y1, x2, y2 },
        style: { stroke: colour, lineWidth: 1, opacity: 0.55 },
      });
      return {
        type: 'group',
        children: [line(x, low, x, high), line(x - 3, low, x + 3, low), line(x - 3, high, x + 3, high)],
      };
    },
  };
}
