import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { logTime, moment } from '../../format/time.ts';

const pageSize = 50;

/** What happened, newest first. */
export function EventsPanel({ sweep }: { readonly sweep: Sweep }) {
  const log = useInfiniteQuery({
    queryKey: keys.events(sweep.id),
    queryFn: ({ pageParam }) => api.events(sweep.id, pageParam),
    initialPageParam: null as number | null,
    getNextPageParam: ({ events }) => (events.length < pageSize ? null : (events.at(-1)?.id ?? null)),
  });
  const events = log.data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <Panel title="Events">
      {log.isError && <ProblemView error={log.error} />}
      {log.isSuccess && events.length === 0 && <p className="muted">Nothing yet.</p>}
      <ol className="events" tabIndex={0} aria-label="Events, newest first">
        {events.map((event) => (
          <li key={event.id}>
            <time dateTime={event.at} title={moment(event.at)}>
              {logTime(event.at)}
            </time>
            {event.trialId === null ? (
              <span>{event.message}</span>
            ) : (
              <Link href={`/trials/${encodeURIComponent(event.trialId)}`}>{event.message}</Link>
            )}
          </li>
        ))}
      </ol>
      {log.hasNextPage && (
        <button type="button" disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
          Older
        </button>
      )}
    </Panel>
  );
}
