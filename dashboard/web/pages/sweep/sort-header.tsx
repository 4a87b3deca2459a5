import type { TrialQuery } from '../../api/client.ts';

/** A column's head that sorts by it; once more turns the order. */
export function SortHeader({
  sort,
  query,
  numeric,
  onSort,
  children,
}: {
  readonly sort: string;
  readonly query: TrialQuery;
  readonly numeric: boolean;
  readonly onSort: (changes: Pick<TrialQuery, 'sort' | 'direction'>) => void;
  readonly children: string;
}) {
  const active = query.sort === sort;
  const up = query.direction === 'asc';
  const arrow = active ? (up ? '↑' : '↓') : '';
  return (
    <th
      scope="col"
      className={numeric ? 'number' : ''}
      aria-sort={active ? (up ? 'ascending' : 'descending') : 'none'}
    >
      <button
        type="button"
        className="sort"
        onClick={() => onSort({ sort, direction: active && up ? 'desc' : 'asc' })}
      >
        {children}
        <span className="arrow" aria-hidden="true">
          {arrow}
        </span>
      </button>
    </th>
  );
}
