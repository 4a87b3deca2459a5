/** Axes of one hyperparameter: a line of numbers, or places for values that stand side by side. */
import type { EChartsOption } from 'echarts';
import type { ParameterSpace } from '../format/space.ts';
import { axisNumber } from './objective-axis.ts';
import type { Palette } from './palette.ts';
import { axisLook } from './parts.ts';

type XAxis = Exclude<EChartsOption['xAxis'], readonly unknown[] | undefined>;

/** From the least to the largest value that may be tried, logarithmic where the space is. */
export function numbersAxis(space: ParameterSpace, palette: Palette): XAxis {
  const look = axisLook(palette);
  return {
    ...look,
    type: 'log' in space && space.log ? 'log' : 'value',
    ...('min' in space ? { min: space.min, max: space.max } : {}),
    splitNumber: 4,
    axisLabel: {
      ...look.axisLabel,
      alignMinLabel: 'left',
      alignMaxLabel: 'right',
      formatter: (value: number) => axisNumber(value),
    },
  };
}

/** The values at 0, 1, 2, … with half a place to either side; numbers between are points beside their value's middle. */
export function placesAxis(values: readonly string[], palette: Palette): XAxis {
  const look = axisLook(palette);
  return {
    ...look,
    type: 'value',
    min: -0.5,
    max: values.length - 0.5,
    interval: 1,
    splitLine: { show: false },
    axisLabel: {
      ...look.axisLabel,
      // Few values are all named, however wide their names are.
      hideOverlap: values.length > 8,
      customValues: values.map((_, i) => i),
      formatter: (index: number) => values[index] ?? '',
    },
  };
}
