import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Loading } from '../../components/loading.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { Segmented } from '../../components/segmented.tsx';

const FigureChart = lazy(() => import('../../charts/figure-chart.tsx'));

/** The figures that a sweep of this benchmark can have; the cheapest first. */
function viewsOf({ spec }: Sweep): readonly (readonly [value: string, text: string])[] {
  return [
    ['tasks', 'During and final'],
    ['ratio', 'Compression ratio'],
    spec.benchmark.name.endsWith('polynomials') ? ['fits', 'Fits'] : ['embeddings', 'Around the embeddings'],
  ];
}

/** The paper's figures, from this sweep's results. */
export function FiguresPanel({ sweep }: { readonly sweep: Sweep }) {
  const [name, setName] = useState('tasks');
  const { complete } = sweep.counts;
  const { data: figure, error } = useQuery({
    queryKey: keys.figure(sweep.id, name, complete),
    queryFn: () => api.figure(sweep.id, name),
    enabled: complete > 0,
    staleTime: Infinity,
    retry: false,
  });
  if (complete === 0) return null;
  return (
    <Panel
      title="Figures of the paper"
      aside={<Segmented label="Figures" options={viewsOf(sweep)} value={name} onChange={setName} />}
    >
      {error !== null && <ProblemView error={error} />}
      {figure === undefined && error === null && <Loading what="figure" />}
      {figure !== undefined && (
        <Suspense fallback={<Loading what="plot" />}>
          <FigureChart figure={figure} />
        </Suspense>
      )}
    </Panel>
  );
}
