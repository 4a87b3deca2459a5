import type { EChartsOption, LineSeriesOption } from 'echarts';
import type { Figure } from '../../../server/schemas/figure.ts';
import { score, type ScoreUnit } from '../../format/score.ts';
import { axisScore } from './axis-score.ts';
import type { Palette } from '../palette.ts';
import { axisLook, axisName, base, namedGrid } from '../parts.ts';

type Tasks = Extract<Figure['figure'], { kind: 'tasks' }>;

/** Each task just after it was learnt and after the last: what lies between is what was forgotten. */
export function tasksOption({ tasks, score: kind, split }: Tasks, palette: Palette): EChartsOption {
  const look = axisLook(palette);
  const unit: ScoreUnit = kind === 'accuracy' ? 'percent' : 'number';
  const line = (name: string, pick: 'during' | 'final', colour: string): LineSeriesOption => ({
    type: 'line',
    name,
    color: colour,
    symbolSize: 7,
    lineStyle: { width: pick === 'final' ? 2 : 1.5, type: pick === 'final' ? 'solid' : 'dashed' },
    data: tasks.map((task) => task[pick].value),
  });
  return {
    ...base(palette),
    grid: { ...namedGrid, top: 36 },
    legend: { top: 0, right: 0, textStyle: { color: palette.muted, fontSize: 11 } },
    tooltip: {
      ...base(palette).tooltip,
      trigger: 'axis',
      valueFormatter: (value) => (typeof value === 'number' ? score(value, unit) : '–'),
    },
    xAxis: {
      ...look,
      type: 'category',
      data: tasks.map(({ task }) => String(task + 1)),
      ...axisName('task', 6),
    },
    yAxis: {
      ...look,
      type: 'value',
      scale: true,
      ...axisName(`${split} ${kind}`, 8),
      axisLabel: { ...look.axisLabel, formatter: (value: number) => axisScore(value, unit) },
      ...(unit === 'percent' ? { max: 1 } : {}),
    },
    series: [
      line('just after it was learnt', 'during', palette.series[1]!),
      line('after the last task', 'final', palette.series[0]!),
    ],
  };
}
