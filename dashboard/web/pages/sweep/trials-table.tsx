import type { Sweep } from '../../../server/schemas/sweep.ts';
import type { Trial } from '../../../server/schemas/trial.ts';
import type { TrialQuery } from '../../api/client.ts';
import { Scroll } from '../../components/scroll.tsx';
import { metricWords } from '../../format/metric.ts';
import { unitOf } from '../../format/score.ts';
import { searchedParameters } from '../../format/space.ts';
import { SortHeader } from './sort-header.tsx';
import { TrialRow } from './trial-row.tsx';

/** A page of trials; its heads sort. */
export function TrialsTable({
  sweep,
  trials,
  query,
  busy,
  onSort,
}: {
  readonly sweep: Sweep;
  readonly trials: readonly Trial[];
  readonly query: TrialQuery;
  readonly busy: boolean;
  readonly onSort: (changes: Pick<TrialQuery, 'sort' | 'direction'>) => void;
}) {
  const { spec } = sweep;
  const parameters = searchedParameters(spec.space);
  const head = (sort: string, text: string, numeric = true) => (
    <SortHeader key={sort} sort={sort} query={query} numeric={numeric} onSort={onSort}>
      {text}
    </SortHeader>
  );
  return (
    <Scroll label="Trials">
      <table className="rows" aria-busy={busy}>
        <thead>
          <tr>
            {head('number', 'Trial', false)}
            {head('state', 'State', false)}
            {head('value', metricWords(spec.objective.name))}
            {parameters.map((name) => head(`parameter.${name}`, name))}
            {head('replicatesDone', 'seeds')}
            {head('stagesDone', 'stages')}
            {head('deviceSeconds', 'device time')}
          </tr>
        </thead>
        <tbody>
          {trials.map((trial) => (
            <TrialRow
              key={trial.id}
              trial={trial}
              parameters={parameters}
              seeds={spec.seeds.length}
              stages={spec.seeds.length * spec.benchmark.tasks}
              unit={unitOf(spec.objective.name, spec.benchmark.name)}
            />
          ))}
          {trials.length === 0 && (
            <tr>
              <td colSpan={6 + parameters.length} className="muted">
                {busy ? 'Loading…' : 'No trial matches.'}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </Scroll>
  );
}
