import type { EChartsOption, HeatmapSeriesOption, ScatterSeriesOption } from 'echarts';
import type { Figure } from '../../../server/schemas/figure.ts';
import { score } from '../../format/score.ts';
import type { Palette } from '../palette.ts';
import { axisLook, base } from '../parts.ts';

type Embeddings = Extract<Figure['figure'], { kind: 'embeddings' }>;

/** Small plots side by side. */
export const COLUMNS = 3;

/** A small map for each task: accuracy over a grid of embeddings, learnt ones marked, its own in the middle. */
export function embeddingsOption({ tasks, plane }: Embeddings, palette: Palette): EChartsOption {
  const look = axisLook(palette);
  const rows = Math.ceil(tasks.length / COLUMNS);
  const place = (i: number) => ({
    left: `${5 + (i % COLUMNS) * 32}%`,
    width: '26%',
    top: `${6 + (Math.floor(i / COLUMNS) * 86) / rows}%`,
    height: `${66 / rows}%`,
  });
  const axes = (i: number, name: string) => ({
    ...look,
    type: 'category' as const,
    gridIndex: i,
    data: tasks[i]!.offsets.map((value) => value.toFixed(1)),
    axisLabel: { ...look.axisLabel, fontSize: 9 },
    name,
    nameLocation: 'middle' as const,
    nameGap: 22,
  });
  const step = (i: number): number => tasks[i]!.offsets[1]! - tasks[i]!.offsets[0]!;
  const maps = tasks.map(({ task, scores }, i): HeatmapSeriesOption => ({
    type: 'heatmap',
    name: `task ${task + 1}`,
    xAxisIndex: i,
    yAxisIndex: i,
    data: scores.flatMap((row, y) => row.map((value, x) => [x, y, value])),
    tooltip: {
      formatter: (point) => {
        const [, , accuracy] = (point as { value: unknown }).value as number[];
        return `task ${task + 1}: ${score(accuracy, 'percent')}`;
      },
    },
  }));
  const marks = tasks.map(({ task, learnt, offsets }, i): ScatterSeriesOption => ({
    type: 'scatter',
    xAxisIndex: i,
    yAxisIndex: i,
    symbolSize: 9,
    silent: true,
    data: learnt.flatMap(([a, b], other) => {
      const [x, y] = [a, b].map((value) => Math.round((value - offsets[0]!) / step(i)));
      const inside = x! >= 0 && y! >= 0 && x! < offsets.length && y! < offsets.length;
      return inside
        ? [
            {
              value: [x!, y!],
              symbol: other === task ? 'diamond' : 'circle',
              itemStyle: { color: other === task ? palette.best : palette.text },
              label: {
                show: true,
                formatter: String(other + 1),
                position: 'top',
                color: palette.text,
                textBorderColor: palette.surface,
                textBorderWidth: 2,
                fontSize: 10,
              },
            },
          ]
        : [];
    }),
  }));
  const [first, second] =
    plane === 'coordinates' ? ['e₁', 'e₂'] : ['towards the nearest', 'towards the next'];
  return {
    ...base(palette),
    title: tasks.map(({ task }, i) => ({
      text: `task ${task + 1}`,
      left: place(i).left,
      top: `${1 + (Math.floor(i / COLUMNS) * 86) / rows}%`,
      textStyle: { color: palette.text, fontSize: 12 },
    })),
    grid: tasks.map((_, i) => place(i)),
    xAxis: tasks.map((_, i) => axes(i, first)),
    yAxis: tasks.map((_, i) => ({ ...axes(i, second), nameGap: 30 })),
    visualMap: {
      min: 0.5,
      max: 1,
      dimension: 2,
      seriesIndex: tasks.map((_, i) => i),
      calculable: false,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemWidth: 12,
      itemHeight: 120,
      text: ['100%', '50%'],
      textStyle: { color: palette.muted, fontSize: 11 },
      inRange: { color: [...palette.scale] },
    },
    series: [...maps, ...marks],
  };
}
