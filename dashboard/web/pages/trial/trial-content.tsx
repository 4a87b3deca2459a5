import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import type { TrialDetail } from '../../../server/schemas/trial.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { configurationYaml } from '../../format/yaml.ts';
import { ConfigurationPanel } from './configuration-panel.tsx';
import { MatrixPanel } from './matrix-panel.tsx';
import { MetricsPanel } from './metrics-panel.tsx';
import { StagesPanel } from './stages-panel.tsx';
import { TrialFacts } from './trial-facts.tsx';

/** The parts of a trial's page, in their order. */
export function TrialContent({
  trial,
  sweep,
  learning,
}: {
  readonly trial: TrialDetail;
  readonly sweep: Sweep;
  readonly learning: ReactNode;
}) {
  return (
    <>
      <nav className="crumbs" aria-label="Where this is">
        <Link href="/">Sweeps</Link>
        <span aria-hidden="true"> / </span>
        <Link href={`/sweeps/${encodeURIComponent(sweep.id)}`}>{sweep.id}</Link>
        <span aria-hidden="true"> / </span>
        <span aria-current="page">#{trial.number}</span>
      </nav>
      <div className="page-head">
        <h1>Trial #{trial.number}</h1>
        <StateBadge state={trial.state} />
        {sweep.best?.trialId === trial.id && <span className="mark first">best of its sweep</span>}
        <div className="push">
          <CopyButton
            label="Copy YAML of the configuration"
            text={() => configurationYaml(trial.configuration, `trial ${trial.number} of ${sweep.id}`)}
          >
            Copy YAML
          </CopyButton>
        </div>
      </div>
      {trial.reason !== null && <p className="reason">{trial.reason}</p>}
      <TrialFacts trial={trial} sweep={sweep} />
      <div className="two">
        <MatrixPanel trial={trial} />
        <ConfigurationPanel trial={trial} sweep={sweep} />
      </div>
      {learning}
      <MetricsPanel trial={trial} sweep={sweep} />
      <StagesPanel trial={trial} />
    </>
  );
}
