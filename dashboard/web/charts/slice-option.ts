import type { EChartsOption } from 'echarts';
import type { Points } from '../../server/schemas/points.ts';
import { parameterText, type ParameterValue } from '../format/parameter.ts';
import type { ParameterSpace } from '../format/space.ts';
import { objectiveYAxis, type ObjectiveAxis } from './objective-axis.ts';
import type { Palette } from './palette.ts';
import { numbersAxis, placesAxis } from './parameter-axis.ts';
import { base, plotGrid } from './parts.ts';
import { dotErrors, dots, type Dot, type Placed } from './point-data.ts';
import { pointTooltip } from './point-tooltip.ts';

/** A number in [-0.5, 0.5) that is the same for the same trial every time: golden-ratio steps spread evenly. */
export function jitter(number: number): number {
  return ((number * 0.618_033_988_749_895) % 1) - 0.5;
}

function indexOf(values: readonly ParameterValue[], value: ParameterValue): number {
  const text = JSON.stringify(value);
  return values.findIndex((one) => JSON.stringify(one) === text);
}

/** The mean of each of so many categories, as a short bar. */
function means(placed: readonly Placed[], count: number, axis: ObjectiveAxis, palette: Palette) {
  const groups = new Map<number, Placed[]>();
  for (const one of placed) {
    const index = Math.round(one.x);
    groups.set(index, [...(groups.get(index) ?? []), one]);
  }
  return {
    type: 'scatter' as const,
    silent: true,
    z: 3,
    symbol: 'rect',
    symbolSize: [Math.min(34, 140 / Math.max(1, count)), 2],
    itemStyle: { color: palette.best },
    data: [...groups].map(([x, group]) => [
      x,
      (group.reduce((sum, { point }) => sum + point.value, 0) / group.length) * axis.factor,
    ]),
  };
}

/** The objective against one hyperparameter: logarithmic where the space is, strips of dots for categories. */
export function sliceOption(
  data: Points,
  name: string,
  space: ParameterSpace,
  axis: ObjectiveAxis,
  palette: Palette,
): EChartsOption {
  const { parameters, points, best } = data;
  const column = parameters.indexOf(name);
  const categories = space.kind === 'categorical' ? space.values : null;
  const placed = points.flatMap((point): Placed[] => {
    const value = point.values[column];
    if (value === null || value === undefined) return [];
    if (categories !== null) {
      const index = indexOf(categories, value);
      return index < 0 ? [] : [{ point, x: index + jitter(point.number) * 0.5 }];
    }
    return typeof value === 'number' ? [{ point, x: value }] : [];
  });
  const bestId = points.find((point) => point.number === best.at(-1)?.number)?.id;
  const xAxis =
    categories === null ? numbersAxis(space, palette) : placesAxis(categories.map(parameterText), palette);
  return {
    ...base(palette),
    grid: plotGrid,
    tooltip: {
      ...base(palette).tooltip,
      trigger: 'item',
      formatter: (item) => {
        const { data: datum } = item as unknown as { data: Partial<Dot> };
        return datum.point === undefined ? '' : pointTooltip(datum.point, parameters, axis);
      },
    },
    xAxis,
    yAxis: objectiveYAxis(axis, palette),
    series: [
      ...dotErrors(placed, axis, palette),
      dots(placed, axis, palette, bestId),
      ...(categories === null ? [] : [means(placed, categories.length, axis, palette)]),
    ],
  };
}
