import type { EChartsOption } from 'echarts';
import type { Points } from '../../server/schemas/points.ts';
import { objectiveYAxis, type ObjectiveAxis } from './objective-axis.ts';
import type { Palette } from './palette.ts';
import { axisLook, base } from './parts.ts';
import { dotErrors, dots, type Dot } from './point-data.ts';
import { pointTooltip } from './point-tooltip.ts';

/** Every trial's value by its number, and the best so far as steps. */
export function historyOption(data: Points, axis: ObjectiveAxis, palette: Palette): EChartsOption {
  const { points, best, parameters } = data;
  const placed = points.map((point) => ({ point, x: point.number }));
  const last = points.at(-1)?.number ?? 0;
  const leader = best.at(-1);
  const steps = best.flatMap(({ number, value }, i) => {
    const before = best[i - 1];
    const here = [number, value * axis.factor];
    return before === undefined ? [here] : [[number, before.value * axis.factor], here];
  });
  if (leader !== undefined && leader.number < last) steps.push([last, leader.value * axis.factor]);
  const look = axisLook(palette);
  return {
    ...base(palette),
    grid: {
      left: 8,
      right: 16,
      top: 34,
      bottom: 26,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: {
      top: 0,
      right: 8,
      data: ['trials', 'best so far'],
      textStyle: { color: palette.muted, fontSize: 11 },
      itemHeight: 8,
    },
    tooltip: {
      ...base(palette).tooltip,
      trigger: 'item',
      formatter: (item) => {
        const { data: datum } = item as unknown as { data: Partial<Dot> };
        return datum.point === undefined ? '' : pointTooltip(datum.point, parameters, axis);
      },
    },
    xAxis: {
      ...look,
      type: 'value',
      minInterval: 1,
      name: 'trial',
      nameLocation: 'middle',
      nameGap: 24,
      splitLine: { show: false },
    },
    yAxis: objectiveYAxis(axis, palette),
    series: [
      ...dotErrors(placed, axis, palette),
      { ...dots(placed, axis, palette), name: 'trials', color: palette.states.complete },
      {
        type: 'line',
        name: 'best so far',
        silent: true,
        showSymbol: false,
        z: 3,
        color: palette.best,
        lineStyle: { width: 2 },
        data: steps,
      },
    ],
  };
}
