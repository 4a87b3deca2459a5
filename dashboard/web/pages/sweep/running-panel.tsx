import { useQuery } from '@tanstack/react-query';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { trainedAndQueued } from '../../format/running.ts';
import { RunningTable } from './running-table.tsx';

const everyMs = 2_000;

/** What is trained this moment; asked for while the sweep runs and the tab can be seen. */
export function RunningPanel({ sweep }: { readonly sweep: Sweep }) {
  const isRunning = sweep.state === 'running';
  const { data: running, error } = useQuery({
    queryKey: keys.running(sweep.id),
    queryFn: () => api.running(sweep.id),
    enabled: isRunning,
    refetchInterval: everyMs,
  });
  if (!isRunning) return null;
  if (error !== null)
    return (
      <Panel title="Training now">
        <ProblemView error={error} />
      </Panel>
    );
  if (running === undefined || running.stages.length === 0) return null;
  const { trained, queued } = trainedAndQueued(running);
  const waiting = queued > 0 && (
    <span className="muted">
      {queued}
      {trained.length > 0 && ' more'} {queued === 1 ? 'stage waits' : 'stages wait'} for a slot
    </span>
  );
  return (
    <Panel title="Training now" aside={waiting}>
      {trained.length > 0 && <RunningTable sweep={sweep} stages={trained} />}
    </Panel>
  );
}
