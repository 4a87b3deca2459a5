import type { EChartsOption } from 'echarts';
import type { Figure } from '../../../server/schemas/figure.ts';
import { metricWords } from '../../format/metric.ts';
import { scoreWithError, significant, unitOf } from '../../format/score.ts';
import { axisScore } from './axis-score.ts';
import { errorBars } from '../error-bars.ts';
import type { Palette } from '../palette.ts';
import { axisLook, axisName, base, namedGrid } from '../parts.ts';

type Ratio = Extract<Figure['figure'], { kind: 'ratio' }>;

/** Score against compression ratio, on a logarithmic axis; bars are standard errors over seeds. */
export function ratioOption({ metric, points }: Ratio, palette: Palette): EChartsOption {
  const look = axisLook(palette);
  const unit = unitOf(metric, '');
  return {
    ...base(palette),
    grid: { ...namedGrid, top: 16 },
    xAxis: {
      ...look,
      type: 'log',
      ...axisName('compression ratio: stored parameters / target weights', 6),
      // Room for the outermost points.
      min: ({ min }) => min / 1.1,
      max: ({ max }) => max * 1.1,
      axisLabel: { ...look.axisLabel, formatter: (value: number) => significant(value, 2) },
    },
    yAxis: {
      ...look,
      type: 'value',
      scale: true,
      ...axisName(metricWords(metric), 8),
      axisLabel: { ...look.axisLabel, formatter: (value: number) => axisScore(value, unit) },
      ...(unit === 'percent' ? { max: 1 } : {}),
    },
    series: [
      {
        type: 'scatter',
        name: metricWords(metric),
        symbolSize: 9,
        itemStyle: { color: palette.accent },
        data: points.map(({ trialId, number, ratio, value, standardError }) => ({
          id: trialId,
          name: `#${number}: ${scoreWithError(value, standardError, unit)}, ratio ${significant(ratio, 3)}`,
          value: [ratio, value],
        })),
        tooltip: { formatter: '{b}' },
      },
      errorBars(
        points.flatMap(({ ratio, value, standardError }): [number, number, number][] =>
          standardError === null ? [] : [[ratio, value - standardError, value + standardError]],
        ),
        palette.accent,
      ),
    ],
  };
}
