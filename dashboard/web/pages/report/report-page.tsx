import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { Loading } from '../../components/loading.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { useTitle } from '../../hooks/use-title.ts';
import { metricWords } from '../../format/metric.ts';
import { ReportMark, ReportTable } from './report-table.tsx';

/** How often a study that may still be running is asked for again. */
const EVERY_MS = 15_000;

/** The table of a study: methods by benchmarks and scenarios. */
export function ReportPage({ name }: { readonly name: string }) {
  useTitle(`Report ${name}`);
  const {
    data: report,
    error,
    isPending,
  } = useQuery({
    queryKey: keys.report(name),
    queryFn: () => api.report(name),
    refetchInterval: EVERY_MS,
  });
  const metrics = [...new Set(report?.columns.map(({ metric }) => metricWords(metric)) ?? [])].join(', ');
  return (
    <>
      <div className="page-head">
        <h1>{name}</h1>
      </div>
      {error !== null && <ProblemView error={error} />}
      {isPending && <Loading what="report" />}
      {report !== undefined && (
        <Panel title="Methods compared" aside={<span className="muted">{metrics}</span>}>
          <p className="muted">
            Mean ± standard error over seeds of each sweep’s best configuration. <ReportMark best amongBest />{' '}
            best mean of its column; <ReportMark best={false} amongBest /> can’t be told apart from it:
            one-sided tests paired by seed, adjusted by Holm’s method, level {report.alpha}.
          </p>
          <ReportTable report={report} />
        </Panel>
      )}
    </>
  );
}
