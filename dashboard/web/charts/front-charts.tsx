import { useCallback, useMemo } from 'react';
import { useLocation } from 'wouter';
import type { Front } from '../../server/schemas/front.ts';
import { metricWords } from '../format/metric.ts';
import { useScheme } from '../hooks/use-scheme.ts';
import { Chart } from './chart.tsx';
import { frontOption } from './front-option.ts';
import { paletteOf } from './palette.ts';

/** The front, each two objectives against each other; a click on a trial opens it. */
export default function FrontCharts({
  front,
  benchmark,
}: {
  readonly front: Front;
  readonly benchmark: string;
}) {
  const palette = paletteOf(useScheme());
  const [, navigate] = useLocation();
  const pick = useCallback((id: string) => navigate(`/trials/${encodeURIComponent(id)}`), [navigate]);
  const plots = useMemo(
    () =>
      pairs(front.objectives.length).map(([across, up]) => ({
        option: frontOption(front, [across, up], benchmark, palette),
        label: `${metricWords(front.objectives[up]!.name)} against ${metricWords(front.objectives[across]!.name)}: the front and the other trials`,
      })),
    [front, benchmark, palette],
  );
  if (plots.length === 1)
    return <Chart option={plots[0]!.option} height={340} label={plots[0]!.label} onPick={pick} />;
  return (
    <div className="slices">
      {plots.map(({ option, label }) => (
        <Chart key={label} option={option} height={280} label={label} onPick={pick} />
      ))}
    </div>
  );
}

/** Each two of them, the earlier upwards. */
function pairs(count: number): [number, number][] {
  return Array.from({ length: count }, (_, up) =>
    Array.from({ length: count - up - 1 }, (__, i): [number, number] => [up + 1 + i, up]),
  ).flat();
}
