import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Loading } from '../../components/loading.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { Segmented } from '../../components/segmented.tsx';

// The plotting library is most of the page's weight; lists and tables don't wait for it.
const SweepCharts = lazy(() => import('../../charts/sweep-charts.tsx'));

const views = [
  ['history', 'History'],
  ['parameters', 'Hyperparameters'],
  ['parallel', 'Parallel coordinates'],
] as const;

/** Which plots stand there. */
export type ChartView = (typeof views)[number][0];

/** The trials in pictures. */
export function ChartsPanel({ sweep }: { readonly sweep: Sweep }) {
  const [view, setView] = useState<ChartView>('parameters');
  const { data: points, error } = useQuery({
    queryKey: keys.points(sweep.id),
    queryFn: () => api.points(sweep.id),
  });
  return (
    <Panel
      title="Objective"
      aside={<Segmented label="Plots" options={views} value={view} onChange={setView} />}
    >
      {error !== null && <ProblemView error={error} />}
      {points?.total === 0 && <p className="muted">No trial has a value yet.</p>}
      {points !== undefined && points.total > 0 && (
        <Suspense fallback={<Loading what="plots" />}>
          <SweepCharts sweep={sweep} points={points} view={view} />
        </Suspense>
      )}
    </Panel>
  );
}
