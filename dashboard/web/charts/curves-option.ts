import type { EChartsOption, LineSeriesOption } from 'echarts';
import type { TrialDetail } from '../../server/schemas/trial.ts';
import { significant } from '../format/score.ts';
import { axisNumber } from './objective-axis.ts';
import type { Palette } from './palette.ts';
import { axisLook, base } from './parts.ts';

/** What a learning curve is of. */
export type CurveQuantity = 'loss' | 'regulariser';

/** Where each task begins on an axis on which the tasks follow one another. */
function taskStarts(trial: TrialDetail): number[] {
  const starts = [0];
  for (let task = 0; task < trial.tasks; task += 1) {
    const lengths = trial.replicates.map(
      ({ stages }) => stages.find((one) => one.task === task)?.iterations ?? 0,
    );
    starts.push(starts[task]! + Math.max(0, ...lengths));
  }
  return starts;
}

/** Decades below the largest value that are shown: what lies lower is as good as zero. */
const DECADES = 8;

/** The powers of ten around all values; from 0.1 to 1 without any. */
function decades(series: readonly LineSeriesOption[]): [lowest: number, highest: number] {
  const values = series.flatMap(({ data }) =>
    (data as unknown as readonly (readonly [unknown, number | null])[]).flatMap(([, value]) => value ?? []),
  );
  if (values.length === 0) return [0.1, 1];
  const highest = Math.ceil(Math.log10(values.reduce((a, b) => Math.max(a, b))));
  const lowest = Math.floor(Math.log10(values.reduce((a, b) => Math.min(a, b))));
  const from = Math.max(lowest, highest - DECADES);
  return [10 ** Math.min(from, highest - 1), 10 ** highest];
}

/** Learning curves, a line a seed; of one task, or of all one after the other. Logarithmic: zeros leave gaps. */
export function curvesOption(
  trial: TrialDetail,
  { quantity, task }: { readonly quantity: CurveQuantity; readonly task: number | null },
  palette: Palette,
): EChartsOption {
  const look = axisLook(palette);
  const starts = taskStarts(trial);
  const series = trial.replicates.map(({ seed, stages }, i): LineSeriesOption => ({
    type: 'line',
    name: `seed ${seed}`,
    showSymbol: false,
    sampling: 'lttb',
    color: palette.series[i % palette.series.length]!,
    lineStyle: { width: 1.25, opacity: 0.9 },
    data: stages
      .filter((stage) => task === null || stage.task === task)
      .flatMap((stage) => [
        ...stage.curve.map((point) => {
          const value = point[quantity];
          const start = task === null ? starts[stage.task]! : 0;
          return [start + point.iteration, value !== null && value > 0 ? value : null];
        }),
        [null, null], // tasks don't join up
      ]),
  }));
  const [lowest, highest] = decades(series);
  const lengthOf = (one: number) => starts[one + 1]! - starts[one]!;
  const borders = task === null ? starts.slice(1, -1) : [];
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
      top: 0,
      right: 0,
      textStyle: { color: palette.muted, fontSize: 11 },
      icon: 'rect',
      itemWidth: 14,
      itemHeight: 3,
      type: 'plain',
    },
    tooltip: {
      ...base(palette).tooltip,
      trigger: 'axis',
      valueFormatter: (value) => (typeof value === 'number' ? significant(value) : '–'),
    },
    xAxis: {
      ...look,
      type: 'value',
      min: 0,
      max: task === null ? (starts.at(-1) ?? 0) : lengthOf(task),
      splitLine: { show: false },
      name: 'iteration',
      nameLocation: 'middle',
      nameGap: 22,
    },
    yAxis: {
      ...look,
      type: 'log',
      min: lowest,
      max: highest,
      axisLine: { show: false },
      splitNumber: 4,
      axisLabel: { ...look.axisLabel, formatter: (value: number) => axisNumber(value) },
    },
    series: [
      ...series,
      {
        type: 'line',
        data: [],
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          lineStyle: { color: palette.muted, type: 'dashed', opacity: 0.5 },
          label: { show: false },
          data: borders.map((xAxis) => ({ xAxis })),
        },
      },
    ],
  };
}
