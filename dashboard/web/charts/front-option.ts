import type { EChartsOption } from 'echarts';
import type { Front } from '../../server/schemas/front.ts';
import { metricWords } from '../format/metric.ts';
import { score, unitOf, type ScoreUnit } from '../format/score.ts';
import { axisNumber } from './objective-axis.ts';
import type { Palette } from './palette.ts';
import { axisLook, base, escapeHtml, type ValueAxis } from './parts.ts';

/** Costs that span so much are read by their order of magnitude. */
const logFrom = 50;

/** A trial as a dot: a click on it goes to its `id`. */
interface FrontDot {
  readonly value: readonly [number, number];
  readonly id: string;
  readonly number: number;
  readonly values: readonly number[];
}

/** `validation average accuracy (%), higher is better`. */
export function goalWords(
  { name, goal }: Front['objectives'][number],
  benchmark: string,
  unit: ScoreUnit = unitOf(name, benchmark),
): string {
  const sign = { percent: ' (%)', seconds: ' (s)', number: '' }[unit];
  return `${metricWords(name)}${sign}, ${goal === 'maximize' ? 'higher' : 'lower'} is better`;
}

/**
 * Two objectives against each other: trials of the front, those it leaves behind, and, where there are just these two, the
 * stairs of what the front dominates, out to the reference point of the hypervolume.
 * @param pair indices of the objectives across and upwards
 */
export function frontOption(
  front: Front,
  [across, up]: readonly [number, number],
  benchmark: string,
  palette: Palette,
): EChartsOption {
  const { objectives } = front;
  const units = objectives.map(({ name }) => unitOf(name, benchmark));
  const factor = (i: number): number => (units[i] === 'percent' ? 100 : 1);
  const place = (values: readonly number[]): [number, number] => [
    values[across]! * factor(across),
    values[up]! * factor(up),
  ];
  const dot = (id: string, number: number, values: readonly number[]): FrontDot => ({
    value: place(values),
    ...{ id, number, values },
  });
  const best = front.trials.map(({ trial, values }) => dot(trial.id, trial.number, values));
  const others = front.dominated.map(({ id, number, values }) => dot(id, number, values));
  const axis = (i: number): ValueAxis => {
    const look = axisLook(palette);
    const all = [...best, ...others].map(({ values }) => values[i]!);
    const least = all.reduce((a, b) => Math.min(a, b), Infinity);
    const most = all.reduce((a, b) => Math.max(a, b), -Infinity);
    return {
      ...look,
      type: units[i] !== 'percent' && least > 0 && most / least > logFrom ? 'log' : 'value',
      scale: true,
      splitNumber: 4,
      name: goalWords(objectives[i]!, benchmark),
      axisLabel: { ...look.axisLabel, formatter: (value: number) => axisNumber(value) },
    };
  };
  const lines = (values: readonly number[]): string =>
    objectives
      .map(
        ({ name }, i) =>
          `<tr><td>${escapeHtml(metricWords(name))}</td><td style="text-align:right;padding-left:16px">${score(values[i], units[i]!)}</td></tr>`,
      )
      .join('');
  return {
    ...base(palette),
    grid: {
      left: 8,
      right: 16,
      top: 44,
      bottom: 28,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: {
      top: 0,
      right: 8,
      data: ['front', ...(others.length > 0 ? ['other trials'] : [])],
      textStyle: { color: palette.muted, fontSize: 11 },
      itemHeight: 8,
    },
    tooltip: {
      ...base(palette).tooltip,
      trigger: 'item',
      formatter: (item) => {
        const { data } = item as unknown as { data: Partial<FrontDot> };
        return data.id === undefined || data.values === undefined
          ? ''
          : `<strong>#${data.number}</strong><table style="font-size:12px;margin-top:4px">${lines(data.values)}</table>`;
      },
    },
    xAxis: { ...(axis(across) as object), nameLocation: 'middle', nameGap: 26 },
    yAxis: {
      ...axis(up),
      nameLocation: 'end',
      nameGap: 12,
      nameTextStyle: { color: palette.muted, fontSize: 11, align: 'left' },
    },
    series: [
      {
        type: 'scatter',
        name: 'other trials',
        z: 2,
        symbolSize: 6,
        color: palette.states.complete,
        itemStyle: { opacity: 0.5 },
        data: others,
      },
      ...(objectives.length === 2
        ? [
            {
              type: 'line' as const,
              silent: true,
              showSymbol: false,
              z: 3,
              color: palette.best,
              lineStyle: { width: 1.5 },
              data: stairs(front.trials, front.reference).map(place),
            },
          ]
        : []),
      { type: 'scatter', name: 'front', z: 4, symbolSize: 9, color: palette.best, data: best },
    ],
  } as EChartsOption;
}

/**
 * The edge of what a front of two objectives dominates: between neighbours it goes by what is worse of both.
 * @param trials best by the first objective first, hence worst by the second
 */
export function stairs(
  trials: readonly { readonly values: readonly number[] }[],
  reference: readonly number[],
): [number, number][] {
  const points = trials.map(({ values: [first, second] }) => [first!, second!] as [number, number]);
  if (points.length === 0) return [];
  const edge: [number, number][] = [[points[0]![0], reference[1]!]];
  for (const [i, point] of points.entries()) {
    const before = points[i - 1];
    if (before !== undefined) edge.push([point[0], before[1]]);
    edge.push(point);
  }
  edge.push([reference[0]!, points.at(-1)![1]]);
  return edge;
}
