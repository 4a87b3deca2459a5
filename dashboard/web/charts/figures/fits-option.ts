import type { EChartsOption, SeriesOption } from 'echarts';
import type { Figure } from '../../../server/schemas/figure.ts';
import { significant } from '../../format/score.ts';
import type { Palette } from '../palette.ts';
import { axisLook, axisName, base, namedGrid } from '../parts.ts';

type Fits = Extract<Figure['figure'], { kind: 'fits' }>;

/** For each task the function, the points it was trained on and what the network gives after all tasks. */
export function fitsOption({ tasks }: Fits, palette: Palette): EChartsOption {
  const look = axisLook(palette);
  const axis = {
    ...look,
    type: 'value' as const,
    scale: true,
    axisLabel: { ...look.axisLabel, formatter: (value: number) => significant(value, 3) },
  };
  const series = tasks.flatMap(({ task, x, truth, fit, train }): SeriesOption[] => {
    const color = palette.series[task % palette.series.length]!;
    return [
      {
        type: 'scatter',
        name: `task ${task + 1}, trained on`,
        symbolSize: 4,
        itemStyle: { color, opacity: 0.35 },
        data: train.map((point) => [...point]),
      },
      {
        type: 'line',
        name: `task ${task + 1}, truth`,
        color: palette.muted,
        showSymbol: false,
        lineStyle: { width: 1.5, type: 'dashed' },
        data: x.map((at, i) => [at, truth[i]!]),
      },
      {
        type: 'line',
        name: `task ${task + 1}, learnt`,
        color,
        showSymbol: false,
        lineStyle: { width: 2.5 },
        data: x.map((at, i) => [at, fit[i] ?? null]),
      },
    ];
  });
  return {
    ...base(palette),
    grid: namedGrid,
    xAxis: { ...axis, ...axisName('x', 6) },
    yAxis: { ...axis, ...axisName('y', 6) },
    series,
  };
}
