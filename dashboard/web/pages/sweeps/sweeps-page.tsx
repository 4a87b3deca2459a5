import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { LiveMark } from '../../components/live-mark.tsx';
import { Loading } from '../../components/loading.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { useLiveSweeps } from '../../hooks/use-live.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useTitle } from '../../hooks/use-title.ts';
import { NoSweeps } from './no-sweeps.tsx';
import { SweepsTable } from './sweeps-table.tsx';

/** All sweeps, newest first. */
export function SweepsPage() {
  useTitle('');
  const live = useLiveSweeps();
  const now = useNow();
  const list = useInfiniteQuery({
    queryKey: keys.sweeps,
    queryFn: ({ pageParam }) => api.sweeps(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
  const sweeps = list.data?.pages.flatMap((page) => page.sweeps) ?? [];

  return (
    <>
      <div className="page-head">
        <h1>Sweeps</h1>
        <LiveMark status={live} />
        <Link href="/new" className="button primary push">
          New sweep
        </Link>
      </div>
      {list.isError && <ProblemView error={list.error} />}
      {list.isPending && <Loading what="sweeps" />}
      {list.isSuccess && sweeps.length === 0 && <NoSweeps />}
      {sweeps.length > 0 && <SweepsTable sweeps={sweeps} now={now} />}
      {list.hasNextPage && (
        <button
          type="button"
          className="more"
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Older sweeps
        </button>
      )}
    </>
  );
}
