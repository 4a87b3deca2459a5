import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { ExportButtons } from './export-buttons.tsx';
import { TrialFilters } from './trial-filters.tsx';
import { TrialsPager } from './trials-pager.tsx';
import { TrialsTable } from './trials-table.tsx';
import { useTrialQuery } from './use-trial-query.ts';

/** All trials, sorted, filtered and cut into pages by the server. */
export function TrialsPanel({ sweep }: { readonly sweep: Sweep }) {
  const { query, cursors, change, next, previous } = useTrialQuery(sweep);
  const cursor = cursors.at(-1) ?? null;
  const { data, error, isFetching } = useQuery({
    queryKey: keys.trialsPage(sweep.id, query, cursor),
    queryFn: () => api.trials(sweep.id, query, cursor),
    placeholderData: keepPreviousData,
  });
  const trials = data?.trials ?? [];
  return (
    <Panel title="Trials" aside={<ExportButtons id={sweep.id} />}>
      <TrialFilters sweep={sweep} query={query} onChange={change} />
      {error !== null && <ProblemView error={error} />}
      <TrialsTable sweep={sweep} trials={trials} query={query} busy={isFetching} onSort={change} />
      <TrialsPager
        page={cursors.length + 1}
        rows={trials.length}
        onPrevious={cursors.length === 0 ? null : previous}
        onNext={data?.nextCursor == null ? null : () => next(data.nextCursor!)}
      />
    </Panel>
  );
}
