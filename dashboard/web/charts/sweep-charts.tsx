import { useCallback, useMemo } from 'react';
import { useLocation } from 'wouter';
import type { Points } from '../../server/schemas/points.ts';
import type { Sweep } from '../../server/schemas/sweep.ts';
import { plural } from '../format/plural.ts';
import { useScheme } from '../hooks/use-scheme.ts';
import type { ChartView } from '../pages/sweep/charts-panel.tsx';
import { Chart } from './chart.tsx';
import { mostErrorBars } from './error-bars.ts';
import { historyOption } from './history-option.ts';
import { objectiveAxis } from './objective-axis.ts';
import { paletteOf } from './palette.ts';
import { fewer, parallelOption } from './parallel-option.ts';
import { SliceChart } from './slice-chart.tsx';

/** A sweep's plots; a click on a trial opens it. */
export default function SweepCharts({
  sweep,
  points,
  view,
}: {
  readonly sweep: Sweep;
  readonly points: Points;
  readonly view: ChartView;
}) {
  const palette = paletteOf(useScheme());
  const [, navigate] = useLocation();
  const pick = useCallback((id: string) => navigate(`/trials/${encodeURIComponent(id)}`), [navigate]);
  const axis = useMemo(() => objectiveAxis(sweep, points.points), [sweep, points]);
  const history = useMemo(() => historyOption(points, axis, palette), [points, axis, palette]);
  const parallel = useMemo(
    () => parallelOption(points, sweep, axis, palette),
    [points, sweep, axis, palette],
  );
  const shown = view === 'parallel' ? fewer(points.points).length : points.points.length;
  const bars =
    view !== 'parallel' &&
    shown <= mostErrorBars &&
    points.points.some(({ standardError }) => standardError !== null);
  const words = `${axis.name} of ${plural(points.total, 'trial')}`;

  return (
    <>
      {view === 'history' && (
        <Chart
          option={history}
          height={320}
          label={`${words} in their order, and the best so far`}
          onPick={pick}
        />
      )}
      {view === 'parameters' && (
        <div className="slices">
          {points.parameters.map((name) => {
            const space = sweep.spec.space[name];
            return (
              space !== undefined && (
                <SliceChart
                  key={name}
                  name={name}
                  space={space}
                  points={points}
                  axis={axis}
                  palette={palette}
                  onPick={pick}
                />
              )
            );
          })}
        </div>
      )}
      {view === 'parallel' && (
        <div className="scroll-plain">
          <div style={{ minWidth: Math.max(320, (points.parameters.length + 1) * 120) }}>
            <Chart
              option={parallel}
              height={360}
              label={`${words} as lines through their hyperparameters`}
              onPick={pick}
            />
          </div>
        </div>
      )}
      <p className="muted note">
        {axis.name}
        {axis.unit === 'percent' ? ' in percent' : ''}
        {axis.log ? ', logarithmic' : ''}
        {bars ? '; bars are ±1 standard error over seeds.' : '.'}
        {view === 'parallel' && ' Drag along an axis to keep the trials that pass there.'}
        {shown < points.total &&
          ` ${shown.toLocaleString('en')} of ${plural(points.total, 'trial')} are drawn, the best among them.`}
      </p>
    </>
  );
}
