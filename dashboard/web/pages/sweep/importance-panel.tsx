import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { Importance } from '../../../server/schemas/importance.ts';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Loading } from '../../components/loading.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { shareText } from '../../format/importance.ts';
import { metricWords } from '../../format/metric.ts';
import { plural } from '../../format/plural.ts';
import { ImportanceBars } from './importance-bars.tsx';
import { ImportancePairs } from './importance-pairs.tsx';

const DependenceChart = lazy(() => import('../../charts/dependence-chart.tsx'));

const title = 'Which hyperparameters matter?';

/** Shares of hyperparameters and of pairs in what varies, and what the chosen one does. */
export function ImportancePanel({ sweep }: { readonly sweep: Sweep }) {
  const { complete } = sweep.counts;
  const { data: importance, error } = useQuery({
    queryKey: keys.importance(sweep.id, complete),
    queryFn: () => api.importance(sweep.id),
    enabled: complete > 1,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  const [chosen, setChosen] = useState<string | null>(null);
  if (error !== null)
    return (
      <Panel title={title}>
        <ProblemView error={error} />
      </Panel>
    );
  if (importance === undefined || importance.parameters.length === 0) return null;
  const { parameters, interactions, warnings } = importance;
  const shown = parameters.find(({ name }) => name === chosen) ?? parameters[0]!;
  return (
    <Panel title={title} aside={<span className="muted">{restsOn(importance)}</span>}>
      {warnings.length > 0 && (
        <ul className="doubts" aria-label="Why this may mean little">
          {warnings.map((warning) => (
            <li key={warning}>{warning}.</li>
          ))}
        </ul>
      )}
      <div className="two">
        <div>
          <p className="muted">
            Share of the variance of {metricWords(importance.objective.name)} over the search space that each
            explains alone (functional ANOVA of a forest); bars end with the spread between trees.
          </p>
          <ImportanceBars parameters={parameters} chosen={shown.name} onChoose={setChosen} />
        </div>
        <figure>
          <figcaption>
            {shown.name} <span className="muted">everything else averaged over the space</span>
          </figcaption>
          <Suspense fallback={<Loading what="plot" />}>
            <DependenceChart sweep={sweep} parameter={shown} />
          </Suspense>
        </figure>
      </div>
      {parameters.length > 1 && (
        <ImportancePairs
          parameters={parameters}
          interactions={interactions}
          remainder={importance.remainder}
        />
      )}
    </Panel>
  );
}

function restsOn({ trials, complete, outOfBag }: Importance): string {
  const count =
    trials === complete ? plural(trials, 'complete trial') : `${trials} of ${complete} complete trials`;
  return `${count}; explains ${shareText(outOfBag)} of what it hasn’t seen`;
}
