import type { CustomSeriesOption, EChartsOption, LineSeriesOption } from 'echarts';
import type { Importance } from '../../server/schemas/importance.ts';
import { parameterText } from '../format/parameter.ts';
import { scoreWithError } from '../format/score.ts';
import type { ParameterSpace } from '../format/space.ts';
import { errorBars } from './error-bars.ts';
import { objectiveYAxis, type ObjectiveAxis } from './objective-axis.ts';
import type { Palette } from './palette.ts';
import { numbersAxis, placesAxis } from './parameter-axis.ts';
import { base, escapeHtml, plotGrid, type ValueAxis } from './parts.ts';

type Place = Importance['parameters'][number]['dependence'][number];
type Drawn = Place & { readonly mean: number; readonly spread: number; readonly x: number };

/** Fewer values than this stand side by side rather than on a line. */
const fewestOnALine = 3;

/** The band between mean less and mean plus spread, as one shape behind the line. */
function band(places: readonly Drawn[], factor: number, colour: string): CustomSeriesOption {
  return {
    type: 'custom',
    silent: true,
    z: 1,
    data: [[places[0]!.x, places[0]!.mean * factor]],
    renderItem: (_, api) => {
      const corner = (x: number, y: number) => api.coord([x, y * factor]) as [number, number];
      const upper = places.map(({ x, mean, spread }) => corner(x, mean + spread));
      const lower = places.map(({ x, mean, spread }) => corner(x, mean - spread)).reverse();
      return {
        type: 'polygon',
        shape: { points: [...upper, ...lower] },
        style: { fill: colour, opacity: 0.18 },
      };
    },
    // The shape reaches beyond its one datum: the axis has to know.
    encode: { x: 0, y: 1 },
  };
}

/** An axis of exactly this range, whose crooked ends have no labels. */
function tight(yAxis: ValueAxis, min: number, max: number): ValueAxis {
  const axisLabel = { ...yAxis.axisLabel, showMinLabel: false, showMaxLabel: false };
  return { ...yAxis, min, max, axisLabel } as ValueAxis;
}

/** The objective against one hyperparameter, all others averaged over the space, with the spread between trees. */
export function dependenceOption(
  dependence: readonly Place[],
  space: ParameterSpace,
  axis: ObjectiveAxis,
  palette: Palette,
): EChartsOption {
  const numbers = space.kind === 'float' || space.kind === 'int';
  const present = dependence.filter(({ value }) => value !== null);
  const onLine = numbers && present.length >= fewestOnALine;
  // "Absent" has no place among numbers: it is left to the table of values.
  const places = (onLine ? present : dependence).flatMap((place, i): Drawn[] => {
    const { mean, spread, value } = place;
    if (mean === null) return [];
    return [{ ...place, mean, spread: spread ?? 0, x: onLine ? (value as number) : i }];
  });
  const ends = places.flatMap(({ mean, spread }) => [mean - spread, mean + spread]);
  const [low, high] = [Math.min(...ends) * axis.factor, Math.max(...ends) * axis.factor];
  const margin = (high - low || Math.abs(high) || 1) * 0.06;
  const line: LineSeriesOption = {
    type: 'line',
    z: 2,
    color: palette.accent,
    showSymbol: !onLine || places.length <= 12,
    symbol: 'circle',
    symbolSize: 7,
    lineStyle: { width: onLine ? 2 : 0 },
    data: places.map(({ x, mean }) => [x, mean * axis.factor]),
  };
  return {
    ...base(palette),
    grid: plotGrid,
    tooltip: {
      ...base(palette).tooltip,
      trigger: 'axis',
      formatter: (items) => {
        const index = (items as unknown as { dataIndex: number }[])[0]?.dataIndex;
        const place = index === undefined ? undefined : places[index];
        if (place === undefined) return '';
        const name = place.value === null ? 'absent' : parameterText(place.value);
        return `${escapeHtml(name)}<br><strong>${scoreWithError(place.mean, place.spread, axis.unit)}</strong>`;
      },
    },
    xAxis: onLine
      ? numbersAxis(space, palette)
      : placesAxis(
          dependence.map(({ value }) => (value === null ? 'absent' : parameterText(value))),
          palette,
        ),
    yAxis: tight(objectiveYAxis({ ...axis, log: false }, palette), low - margin, high + margin),
    series: [
      onLine
        ? band(places, axis.factor, palette.accent)
        : errorBars(
            places.map(({ x, mean, spread }) => [
              x,
              (mean - spread) * axis.factor,
              (mean + spread) * axis.factor,
            ]),
            palette.accent,
          ),
      line,
    ],
  };
}
