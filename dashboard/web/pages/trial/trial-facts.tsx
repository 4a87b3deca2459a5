import type { Sweep } from '../../../server/schemas/sweep.ts';
import type { TrialDetail } from '../../../server/schemas/trial.ts';
import { Fact } from '../../components/fact.tsx';
import { Value } from '../../components/value.tsx';
import { metricWords } from '../../format/metric.ts';
import { unitOf } from '../../format/score.ts';
import { duration, moment } from '../../format/time.ts';

/** The trial in a few numbers. */
export function TrialFacts({ trial, sweep }: { readonly trial: TrialDetail; readonly sweep: Sweep }) {
  const { objective, seeds, benchmark } = sweep.spec;
  const reused = trial.replicates.flatMap(({ stages }) => stages).filter((stage) => stage.reused).length;
  return (
    <section className="facts panel" aria-label="In short">
      <dl>
        <Fact
          term={metricWords(objective.name)}
          note={trial.standardError === null ? 'one seed: no error known' : 'mean ± standard error'}
        >
          <Value
            value={trial.value}
            standardError={trial.standardError}
            unit={unitOf(objective.name, benchmark.name)}
          />
        </Fact>
        <Fact term="Seeds" note={`of ${seeds.length}`}>
          {trial.replicatesDone}
        </Fact>
        <Fact term="Stages" note={reused > 0 ? `${reused} reused` : `of ${seeds.length * benchmark.tasks}`}>
          {trial.stagesDone}
        </Fact>
        <Fact
          term="Device time"
          note={trial.startedAt === null ? 'not started' : `started ${moment(trial.startedAt)}`}
        >
          {duration(trial.deviceSeconds)}
        </Fact>
      </dl>
    </section>
  );
}
