import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Loading } from '../../components/loading.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { useLiveSweep } from '../../hooks/use-live.ts';
import { useTitle } from '../../hooks/use-title.ts';
import { BestPanel } from './best-panel.tsx';
import { ChartsPanel } from './charts-panel.tsx';
import { EffectsPanel } from './effects-panel.tsx';
import { EventsPanel } from './events-panel.tsx';
import { FrontPanel } from './front-panel.tsx';
import { ImportancePanel } from './importance-panel.tsx';
import { FiguresPanel } from './figures-panel.tsx';
import { RunningPanel } from './running-panel.tsx';
import { SpecPanel } from './spec-panel.tsx';
import { SweepFacts } from './sweep-facts.tsx';
import { SweepHead } from './sweep-head.tsx';
import { TrialsPanel } from './trials-panel.tsx';

/** One sweep: how far it is, which configuration is best and how sure that is, and everything behind it. */
export function SweepPage({ id }: { readonly id: string }) {
  useTitle(id);
  const live = useLiveSweep(id);
  const {
    data: sweep,
    error,
    isPending,
  } = useQuery({ queryKey: keys.sweep(id), queryFn: () => api.sweep(id) });

  if (sweep === undefined)
    return (
      <>
        <nav className="crumbs" aria-label="Where this is">
          <Link href="/">Sweeps</Link>
        </nav>
        {isPending ? <Loading what={id} /> : <ProblemView error={error} />}
      </>
    );
  return (
    <>
      <SweepHead sweep={sweep} live={live} />
      {error !== null && <ProblemView error={error} />}
      <SweepFacts sweep={sweep} />
      <RunningPanel sweep={sweep} />
      <BestPanel sweep={sweep} />
      <FrontPanel sweep={sweep} />
      <EffectsPanel sweep={sweep} />
      <ImportancePanel sweep={sweep} />
      <ChartsPanel sweep={sweep} />
      <FiguresPanel sweep={sweep} />
      <TrialsPanel sweep={sweep} />
      <div className="two">
        <EventsPanel sweep={sweep} />
        <SpecPanel sweep={sweep} />
      </div>
    </>
  );
}
