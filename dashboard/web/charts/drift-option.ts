import type { EChartsOption, LineSeriesOption } from 'echarts';
import type { TrialDetail } from '../../server/schemas/trial.ts';
import { meanAndError } from '../format/mean.ts';
import { significant } from '../format/score.ts';
import { axisNumber } from './objective-axis.ts';
import type { Palette } from './palette.ts';
import { axisLook, base } from './parts.ts';

/** More lines than that can't be told apart, and need no names. */
const mostNamed = 8;

/** For each task, how far its generated weights have moved after each later one; mean over seeds. */
export function driftOption(trial: TrialDetail, palette: Palette): EChartsOption {
  const look = axisLook(palette);
  const drift = (after: number, task: number) =>
    meanAndError(
      trial.replicates.map(({ stages }) => stages.find((stage) => stage.task === after)?.weightDrift[task]),
    ).mean;
  const earlier = Array.from({ length: Math.max(0, trial.tasks - 1) }, (_, task) => task);
  const series = earlier.map((task): LineSeriesOption => ({
    type: 'line',
    name: `task ${task + 1}`,
    symbolSize: 5,
    color: palette.series[task % palette.series.length]!,
    lineStyle: { width: 1.5 },
    data: Array.from({ length: trial.tasks }, (_, after) => (after < task ? null : drift(after, task))),
  }));
  return {
    ...base(palette),
    grid: {
      left: 8,
      right: 12,
      top: 30,
      bottom: 24,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: {
      show: trial.tasks <= mostNamed,
      top: 0,
      right: 0,
      textStyle: { color: palette.muted, fontSize: 11 },
      icon: 'rect',
      itemWidth: 14,
      itemHeight: 3,
    },
    tooltip: {
      ...base(palette).tooltip,
      trigger: 'axis',
      valueFormatter: (value) => (typeof value === 'number' ? significant(value) : '–'),
    },
    xAxis: {
      ...look,
      type: 'category',
      data: Array.from({ length: trial.tasks }, (_, task) => String(task + 1)),
      name: 'after task',
      nameLocation: 'middle',
      nameGap: 22,
    },
    yAxis: {
      ...look,
      type: 'value',
      axisLine: { show: false },
      splitNumber: 4,
      axisLabel: { ...look.axisLabel, formatter: (value: number) => axisNumber(value) },
    },
    series,
  };
}
