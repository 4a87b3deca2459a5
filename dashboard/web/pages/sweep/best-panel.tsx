import { useQuery } from '@tanstack/react-query';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { BestTable } from './best-table.tsx';

/** Which configuration is best, and how sure that is. */
export function BestPanel({ sweep }: { readonly sweep: Sweep }) {
  const { data: best, error } = useQuery({
    queryKey: keys.best(sweep.id),
    queryFn: () => api.best(sweep.id),
  });
  return (
    <Panel title="Which configuration is best?">
      {error !== null && <ProblemView error={error} />}
      {best !== undefined && <p className="verdict">{sentence(best.verdict)}</p>}
      {best !== undefined && best.candidates.length > 0 && <BestTable sweep={sweep} best={best} />}
    </Panel>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
