import { Link } from 'wouter';
import { describeControl } from '../../../../sweepfile/describe-control.ts';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import type { LiveStatus } from '../../api/listen.ts';
import { LiveMark } from '../../components/live-mark.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { isOver } from '../../format/progress.ts';
import { SweepActions } from './sweep-actions.tsx';

/** Name, state, why, what steers its spending, and what can be done. */
export function SweepHead({ sweep, live }: { readonly sweep: Sweep; readonly live: LiveStatus }) {
  const { benchmark, strategy, method } = sweep.spec;
  const spending = describeControl(sweep.spec);
  // Sweeps of one matrix share the name of its file, up to the first dot.
  const study = sweep.name.includes('.') ? sweep.name.split('.')[0]! : null;
  return (
    <>
      <nav className="crumbs" aria-label="Where this is">
        <Link href="/">Sweeps</Link>
        <span aria-hidden="true"> / </span>
        <span aria-current="page">{sweep.id}</span>
      </nav>
      <div className="page-head">
        <h1>{sweep.id}</h1>
        <StateBadge state={sweep.state} />
        {!isOver(sweep) && <LiveMark status={live} />}
        <SweepActions sweep={sweep} />
      </div>
      <p className="sub muted">
        {benchmark.name} {benchmark.scenario}, {benchmark.tasks} {benchmark.tasks === 1 ? 'task' : 'tasks'} ·{' '}
        {strategy} · {method}
        {study !== null && (
          <>
            {' '}
            · <Link href={`/reports/${encodeURIComponent(study)}`}>all of {study}</Link>
          </>
        )}
      </p>
      {spending.length > 0 && <p className="sub muted">Spending: {spending.join(' · ')}</p>}
      {sweep.reason !== null && <p className="reason">{sweep.reason}</p>}
    </>
  );
}
