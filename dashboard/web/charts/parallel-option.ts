import type { EChartsOption } from 'echarts';
import type { Points } from '../../server/schemas/points.ts';
import type { Sweep } from '../../server/schemas/sweep.ts';
import { parameterText } from '../format/parameter.ts';
import type { ParameterSpace } from '../format/space.ts';
import { axisNumber, type ObjectiveAxis } from './objective-axis.ts';
import type { Palette } from './palette.ts';
import { axisLook, base } from './parts.ts';
import { pointTooltip } from './point-tooltip.ts';

type Point = Points['points'][number];
type AxisOption = Exclude<EChartsOption['parallelAxis'], readonly unknown[] | undefined>;

function parameterAxis(space: ParameterSpace | undefined): AxisOption {
  if (space?.kind === 'categorical') return { type: 'category', data: space.values.map(parameterText) };
  const numeric = space?.kind === 'float' || space?.kind === 'int';
  return {
    type: numeric && space.log ? 'log' : 'value',
    ...(numeric ? { min: space.min, max: space.max } : { scale: true }),
    axisLabel: { formatter: (value: number) => axisNumber(value) },
  };
}

/** More lines than that are a blot. */
const mostLines = 400;

/** The best third of what may be drawn, and an even choice of the others; worst first, as given. */
export function fewer<T>(worstFirst: readonly T[]): readonly T[] {
  if (worstFirst.length <= mostLines) return worstFirst;
  const best = Math.round(mostLines / 3);
  const others = worstFirst.slice(0, -best);
  const room = mostLines - best;
  const chosen = Array.from({ length: room }, (_, i) => others[Math.floor((i * others.length) / room)]!);
  return [...chosen, ...worstFirst.slice(-best)];
}

/** Each trial as a line through its hyperparameters to its value; better ones stronger, and on top. Axes can be brushed. */
export function parallelOption(
  data: Points,
  sweep: Sweep,
  axis: ObjectiveAxis,
  palette: Palette,
): EChartsOption {
  const { parameters } = data;
  const { space } = sweep.spec;
  const sign = axis.goal === 'maximize' ? 1 : -1;
  const points = fewer([...data.points].sort((a, b) => sign * (a.value - b.value)));
  const [low, high] = [points[0]?.value ?? 0, points.at(-1)?.value ?? 1].sort((a, b) => a - b) as [
    number,
    number,
  ];
  const look = axisLook(palette);
  const objective: AxisOption = {
    type: axis.log ? 'log' : 'value',
    scale: true,
    axisLabel: {
      formatter: (value: number) => `${axisNumber(value)}${axis.unit === 'percent' ? '%' : ''}`,
    },
  };
  const axes = [
    ...parameters.map((name) => [name, parameterAxis(space[name])] as const),
    [axis.name, objective] as const,
  ];
  const row = (point: Point) => [
    ...point.values.map((value, i) =>
      space[parameters[i]!]?.kind === 'categorical' ? parameterText(value) : (value as number),
    ),
    point.value * axis.factor,
  ];
  const many = points.length > 200;
  const label = { backgroundColor: palette.surface, padding: [3, 4], borderRadius: 3 };
  return {
    ...base(palette),
    tooltip: {
      ...base(palette).tooltip,
      trigger: 'item',
      formatter: (item) => {
        const { data: datum } = item as unknown as { data: { point?: Point } };
        return datum.point === undefined ? '' : pointTooltip(datum.point, parameters, axis);
      },
    },
    visualMap: {
      show: false,
      dimension: parameters.length,
      min: low * axis.factor,
      max: high * axis.factor,
      inRange: { color: axis.goal === 'maximize' ? [...palette.scale] : [...palette.scale].reverse() },
    },
    parallel: {
      left: 48,
      right: 100,
      top: 40,
      bottom: 16,
      parallelAxisDefault: {
        z: 10, // above the lines, or categories can't be read
        nameLocation: 'end',
        nameGap: 14,
        nameTextStyle: { color: palette.text, fontSize: 12 },
        axisLine: { lineStyle: { color: palette.muted } },
        axisTick: { show: false },
        axisLabel: look.axisLabel,
        minorTick: { show: false },
        areaSelectStyle: { width: 16, color: palette.accent, borderColor: palette.accent, opacity: 0.2 },
      },
    },
    parallelAxis: axes.map(([name, one], dim) => ({
      ...one,
      dim,
      name,
      axisLabel: { ...look.axisLabel, ...label, ...(one.axisLabel as object | undefined) },
    })),
    series: [
      {
        type: 'parallel',
        smooth: 0.15,
        inactiveOpacity: 0.03,
        activeOpacity: 0.9,
        progressive: 500,
        lineStyle: { width: many ? 1 : 1.5, opacity: many ? 0.4 : 0.75 },
        data: points.map((point) => ({ value: row(point), id: point.id, point })),
      },
    ],
  };
}
