import { Link, useLocation } from 'wouter';
import type { Trial } from '../../../server/schemas/trial.ts';
import { StateBadge } from '../../components/state-badge.tsx';
import { Value } from '../../components/value.tsx';
import { fullParameterText, parameterText } from '../../format/parameter.ts';
import type { ScoreUnit } from '../../format/score.ts';
import { duration } from '../../format/time.ts';

/** One trial in the table; the whole row leads to it. */
export function TrialRow({
  trial,
  parameters,
  seeds,
  stages,
  unit,
}: {
  readonly trial: Trial;
  readonly parameters: readonly string[];
  readonly seeds: number;
  readonly stages: number;
  readonly unit: ScoreUnit;
}) {
  const [, navigate] = useLocation();
  const href = `/trials/${encodeURIComponent(trial.id)}`;
  return (
    <tr className="link" onClick={() => navigate(href)}>
      <td>
        <Link href={href} className="strong" onClick={(event) => event.stopPropagation()}>
          #{trial.number}
        </Link>
      </td>
      <td title={trial.reason ?? undefined}>
        <StateBadge state={trial.state} />
      </td>
      <td className="number">
        <Value value={trial.value} standardError={trial.standardError} unit={unit} />
      </td>
      {parameters.map((name) => (
        <td key={name} className="number" title={fullParameterText(trial.configuration[name])}>
          {parameterText(trial.configuration[name])}
        </td>
      ))}
      <td className="number">
        {trial.replicatesDone}/{seeds}
      </td>
      <td className="number">
        {trial.stagesDone}/{stages}
      </td>
      <td className="number">{duration(trial.deviceSeconds)}</td>
    </tr>
  );
}
