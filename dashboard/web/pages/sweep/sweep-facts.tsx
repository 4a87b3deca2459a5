import type { Sweep } from '../../../server/schemas/sweep.ts';
import { Fact } from '../../components/fact.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { Value } from '../../components/value.tsx';
import { metricWords } from '../../format/metric.ts';
import { plural } from '../../format/plural.ts';
import { endedTrials, remainingSeconds, trialOrder } from '../../format/progress.ts';
import { unitOf } from '../../format/score.ts';
import { age, duration, moment } from '../../format/time.ts';
import { useNow } from '../../hooks/use-now.ts';

/** How far it is, what it cost, and what reuse saved. */
export function SweepFacts({ sweep }: { readonly sweep: Sweep }) {
  const now = useNow();
  const { counts, spec, best } = sweep;
  const left = remainingSeconds(sweep, now);
  const states = trialOrder.filter((state) => counts[state] > 0);
  return (
    <section className="facts panel" aria-label="Progress">
      <div className="facts-progress">
        <div className="row between">
          <span>
            <strong>{endedTrials(counts).toLocaleString('en')}</strong> of{' '}
            {sweep.trialsPlanned?.toLocaleString('en') ?? 'unlimited'} trials
          </span>
          <span className="muted">{left === null ? '' : `about ${duration(left)} left`}</span>
        </div>
        <ProgressBar sweep={sweep} />
        <ul className="legend">
          {states.map((state) => (
            <li key={state} className={`state state-${state}`}>
              <span className="dot" aria-hidden="true" />
              {counts[state].toLocaleString('en')} {state}
            </li>
          ))}
          {states.length === 0 && <li className="muted">no trial yet</li>}
        </ul>
      </div>
      <dl>
        <Fact term="Best so far" note={metricWords(spec.objective.name)}>
          <Value
            value={best?.value}
            standardError={best?.standardError}
            unit={unitOf(spec.objective.name, spec.benchmark.name)}
          />
        </Fact>
        <Fact term="Device time" note={plural(spec.seeds.length, 'seed') + ' a trial'}>
          {duration(sweep.deviceSeconds)}
        </Fact>
        <Fact
          term="Stages reused"
          note={
            sweep.savedDeviceSeconds > 0 ? `${duration(sweep.savedDeviceSeconds)} saved` : 'nothing saved yet'
          }
        >
          {sweep.stagesReused.toLocaleString('en')} of {sweep.stagesRecorded.toLocaleString('en')}
        </Fact>
        <Fact
          term={sweep.endedAt === null ? 'Started' : 'Ended'}
          note={moment(sweep.endedAt ?? sweep.createdAt)}
        >
          {age(sweep.endedAt ?? sweep.createdAt, now)}
        </Fact>
      </dl>
    </section>
  );
}
