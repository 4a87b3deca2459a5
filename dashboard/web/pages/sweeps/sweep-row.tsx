import { Link, useLocation } from 'wouter';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Value } from '../../components/value.tsx';
import { metricWords } from '../../format/metric.ts';
import { endedTrials } from '../../format/progress.ts';
import { unitOf } from '../../format/score.ts';
import { age, duration, moment } from '../../format/time.ts';

/** One sweep in the list; the whole row leads to it. */
export function SweepRow({ sweep, now }: { readonly sweep: Sweep; readonly now: number }) {
  const [, navigate] = useLocation();
  const { spec, best, trialsPlanned } = sweep;
  const href = `/sweeps/${encodeURIComponent(sweep.id)}`;
  return (
    <tr className="link" onClick={() => navigate(href)}>
      <td>
        <Link href={href} className="strong" onClick={(event) => event.stopPropagation()}>
          {sweep.id}
        </Link>
        <div className="muted">
          {spec.benchmark.name} · {spec.strategy} · {spec.method}
        </div>
      </td>
      <td>
        <StateBadge state={sweep.state} />
        {sweep.reason !== null && <div className="muted clip">{sweep.reason}</div>}
      </td>
      <td className="wide">
        <ProgressBar sweep={sweep} />
        <div className="muted">
          {endedTrials(sweep.counts).toLocaleString('en')} of {trialsPlanned?.toLocaleString('en') ?? '∞'}{' '}
          trials
          {sweep.counts.running > 0 && `, ${sweep.counts.running} running`}
        </div>
      </td>
      <td className="number">
        <Value
          value={best?.value}
          standardError={best?.standardError}
          unit={unitOf(spec.objective.name, spec.benchmark.name)}
        />
        <div className="muted">{metricWords(spec.objective.name)}</div>
      </td>
      <td className="number">{duration(sweep.deviceSeconds)}</td>
      <td className="number" title={moment(sweep.createdAt)}>
        {age(sweep.createdAt, now)}
      </td>
    </tr>
  );
}
