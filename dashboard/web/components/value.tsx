import { bareScore, errorOf, type ScoreUnit } from '../format/score.ts';

const signs: Readonly<Record<ScoreUnit, string>> = { percent: '%', number: '', seconds: ' s' };

/** A measured value with its standard error, set so that columns of them line up. */
export function Value({
  value,
  standardError,
  unit,
}: {
  readonly value: number | null | undefined;
  readonly standardError?: number | null | undefined;
  readonly unit: ScoreUnit;
}) {
  if (value === null || value === undefined) return <span className="muted">–</span>;
  return (
    <span className="value">
      {bareScore(value, unit)}
      {standardError !== null && standardError !== undefined && (
        <span className="muted"> ± {errorOf(standardError, unit)}</span>
      )}
      {signs[unit]}
    </span>
  );
}
