import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { keys } from '../api/keys.ts';
import { listen, type LiveStatus } from '../api/listen.ts';
import { throttle } from './throttle.ts';

/** What is read again after a change, and how often at most: plots of many trials cost more than a line of text. */
type Refresh = readonly (readonly [key: QueryKey, everyMs: number])[];

/** Reads again what a stream says has changed; nothing is read while the tab can't be seen. */
function useRefreshing(path: string, refresh: Refresh): LiveStatus {
  const client = useQueryClient();
  const [status, setStatus] = useState<LiveStatus>('connecting');
  useEffect(() => {
    const refreshers = refresh.map(([queryKey, everyMs]) =>
      throttle(() => void client.invalidateQueries({ queryKey }), everyMs),
    );
    const refreshAll = () => refreshers.forEach((one) => one.call());
    let stop: (() => void) | null = null;
    const follow = () => {
      if (document.hidden) {
        stop?.();
        stop = null;
      } else stop ??= listen(path, refreshAll, setStatus);
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      stop?.();
      refreshers.forEach((one) => one.cancel());
    };
  }, [client, path, refresh]);
  return status;
}

const listRefresh: Refresh = [[keys.sweeps, 1_000]];

/** Keeps the list of sweeps as it is. */
export function useLiveSweeps(): LiveStatus {
  return useRefreshing('/events', listRefresh);
}

const refreshOf = new Map<string, Refresh>();

/** The same array for the same sweep, so that effects don't start again. */
function sweepRefresh(id: string): Refresh {
  const known = refreshOf.get(id);
  if (known !== undefined) return known;
  const refresh: Refresh = [
    [keys.sweep(id), 1_000],
    [keys.trials(id), 2_000],
    [keys.events(id), 2_000],
    [keys.best(id), 3_000],
    [keys.points(id), 5_000],
    [['trial'], 3_000],
  ];
  refreshOf.set(id, refresh);
  return refresh;
}

/** Keeps all that is shown of a sweep as it is. */
export function useLiveSweep(id: string): LiveStatus {
  return useRefreshing(`/sweeps/${encodeURIComponent(id)}/events/stream`, sweepRefresh(id));
}
