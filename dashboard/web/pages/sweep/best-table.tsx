import { Link } from 'wouter';
import type { Best } from '../../../server/schemas/best.ts';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Value } from '../../components/value.tsx';
import { metricWords } from '../../format/metric.ts';
import { fullParameterText, parameterText } from '../../format/parameter.ts';
import { pValue, unitOf } from '../../format/score.ts';
import { searchedParameters } from '../../format/space.ts';
import { configurationYaml } from '../../format/yaml.ts';

/** The leaders, each with how likely it is that the first is truly better. */
export function BestTable({ sweep, best }: { readonly sweep: Sweep; readonly best: Best }) {
  const unit = unitOf(best.objective.name, sweep.spec.benchmark.name);
  const parameters = searchedParameters(sweep.spec.space);
  const test = best.candidates.find((candidate) => candidate.test !== null)?.test;
  const confirmed = best.candidates.some((candidate) => candidate.confirmed !== null);
  const alone = best.candidates.every(({ indistinguishable }, i) => i === 0 || !indistinguishable);
  return (
    <Scroll label="Leaders">
      <table className="rows best">
        <thead>
          <tr>
            <th scope="col">Trial</th>
            <th scope="col" className="number">
              {metricWords(best.objective.name)}
            </th>
            <th scope="col">Against the first</th>
            {confirmed && (
              <th scope="col" className="number" title="With fresh seeds that the search has not seen">
                Confirmed
              </th>
            )}
            {test !== undefined && (
              <th scope="col" className="number" title="Recorded, never searched by">
                {metricWords(test?.name ?? '')}
              </th>
            )}
            {parameters.map((name) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">Configuration</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {best.candidates.map(
            ({ trial, pValue: p, indistinguishable, test: counterpart, confirmed: fresh }, i) => (
              <tr key={trial.id} className={indistinguishable ? 'leader' : ''}>
                <td>
                  <Link href={`/trials/${encodeURIComponent(trial.id)}`} className="strong">
                    #{trial.number}
                  </Link>
                </td>
                <td className="number">
                  <Value value={trial.value} standardError={trial.standardError} unit={unit} />
                </td>
                <td>
                  {i === 0 ? (
                    <span className="mark first">{alone ? 'best' : 'leads'}</span>
                  ) : (
                    <span title="One-sided, adjusted by Holm's method">
                      <span className="p">{p === null ? 'not tested' : pValue(p)}</span>
                      {p !== null && indistinguishable && <span className="mark">can’t be told apart</span>}
                    </span>
                  )}
                </td>
                {confirmed && (
                  <td className="number" title={fresh === null ? '' : `${fresh.seeds} fresh seeds`}>
                    <Value value={fresh?.value} standardError={fresh?.standardError} unit={unit} />
                  </td>
                )}
                {test !== undefined && (
                  <td className="number">
                    <Value
                      value={counterpart?.value}
                      standardError={counterpart?.standardError}
                      unit={unit}
                    />
                  </td>
                )}
                {parameters.map((name) => (
                  <td key={name} className="number" title={fullParameterText(trial.configuration[name])}>
                    {parameterText(trial.configuration[name])}
                  </td>
                ))}
                <td className="number">
                  <CopyButton
                    label={`Copy YAML of the configuration of trial ${trial.number}`}
                    text={() =>
                      configurationYaml(trial.configuration, `trial ${trial.number} of ${sweep.id}`)
                    }
                  >
                    Copy YAML
                  </CopyButton>
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </Scroll>
  );
}
