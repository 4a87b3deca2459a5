import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Loading } from '../../components/loading.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { TrialContent } from './trial-content.tsx';
import { LiveTrial } from './live-trial.tsx';

const LearningPanel = lazy(() => import('./learning-panel.tsx'));

/** One trial: its configuration, what it scored on each task, how it learnt, and where. */
export function TrialPage({ id }: { readonly id: string }) {
  const {
    data: trial,
    error,
    isPending,
  } = useQuery({ queryKey: keys.trial(id), queryFn: () => api.trial(id) });
  const sweepId = trial?.sweepId;
  const { data: sweep } = useQuery({
    queryKey: keys.sweep(sweepId ?? ''),
    queryFn: () => api.sweep(sweepId ?? ''),
    enabled: sweepId !== undefined,
  });
  useTitle(trial === undefined ? id : `#${trial.number} of ${trial.sweepId}`);

  if (trial === undefined || sweep === undefined)
    return isPending || error === null ? <Loading what="the trial" /> : <ProblemView error={error} />;
  return (
    <>
      <LiveTrial sweepId={trial.sweepId} />
      <TrialContent
        trial={trial}
        sweep={sweep}
        learning={
          <Suspense fallback={<Loading what="plots" />}>
            <LearningPanel trial={trial} />
          </Suspense>
        }
      />
    </>
  );
}
