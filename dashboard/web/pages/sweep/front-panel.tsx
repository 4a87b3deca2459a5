import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Loading } from '../../components/loading.tsx';
import { Panel } from '../../components/panel.tsx';
import { plural } from '../../format/plural.ts';
import { significant } from '../../format/score.ts';
import { FrontTable } from './front-table.tsx';

// The plotting library comes when there is something to plot.
const FrontCharts = lazy(() => import('../../charts/front-charts.tsx'));

/** Of a sweep with several objectives: what can be had of one without giving up another. */
export function FrontPanel({ sweep }: { readonly sweep: Sweep }) {
  // The same question as the panel of the best asks, and so the same answer; its fault is shown there.
  const { data: best } = useQuery({ queryKey: keys.best(sweep.id), queryFn: () => api.best(sweep.id) });
  const front = best?.front ?? null;
  if (front === null) return null;
  const { trials, hypervolume } = front;
  const benchmark = sweep.spec.benchmark.name;
  return (
    <Panel
      title="Pareto front"
      aside={
        trials.length > 0 && (
          <span
            className="muted"
            title="What the front dominates, up to a point beyond the worst values; larger is better"
          >
            hypervolume {significant(hypervolume)}
          </span>
        )
      }
    >
      {trials.length === 0 ? (
        <p className="muted">No trial has a value of every objective yet.</p>
      ) : (
        <>
          <p className="muted">
            {plural(trials.length, 'trial')} on it: no other is at least as good in everything and better in
            something.
          </p>
          <Suspense fallback={<Loading what="plots" />}>
            <FrontCharts front={front} benchmark={benchmark} />
          </Suspense>
          <FrontTable sweep={sweep} front={front} />
        </>
      )}
    </Panel>
  );
}
