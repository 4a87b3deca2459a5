import { useState } from 'react';
import { useSearchParams } from 'wouter';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import type { TrialQuery } from '../../api/client.ts';

/** What the trials table shows, kept in the page's address: it can be sent to somebody, and survives going back. */
export function useTrialQuery(sweep: Sweep) {
  const [params, setParams] = useSearchParams();
  const query: TrialQuery = {
    states: (params.get('states') ?? '').split(',').filter((state) => state !== ''),
    where: params.getAll('where'),
    sort: params.get('sort') ?? 'value',
    direction: directionOf(params.get('direction'), sweep.spec.objective.goal),
  };
  const text = JSON.stringify(query);
  // Marks of the pages gone through belong to one order: under another they mean nothing.
  const [visited, setVisited] = useState<{ text: string; cursors: readonly string[] }>({ text, cursors: [] });
  const cursors = visited.text === text ? visited.cursors : [];

  return {
    query,
    /** Marks of the pages before the one shown. */
    cursors,
    change: (changes: Partial<TrialQuery>) => {
      const after = { ...query, ...changes };
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          next.set('sort', after.sort);
          next.set('direction', after.direction);
          next.delete('states');
          if (after.states.length > 0) next.set('states', after.states.join(','));
          next.delete('where');
          for (const condition of after.where) next.append('where', condition);
          return next;
        },
        { replace: true },
      );
    },
    next: (cursor: string) => setVisited({ text, cursors: [...cursors, cursor] }),
    previous: () => setVisited({ text, cursors: cursors.slice(0, -1) }),
  };
}

/** Best first where nothing is said. */
function directionOf(text: string | null, goal: 'maximize' | 'minimize'): 'asc' | 'desc' {
  if (text === 'asc' || text === 'desc') return text;
  return goal === 'maximize' ? 'desc' : 'asc';
}
