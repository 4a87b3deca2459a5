import { Link } from 'wouter';
import type { Front } from '../../../server/schemas/front.ts';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { Scroll } from '../../components/scroll.tsx';
import { Value } from '../../components/value.tsx';
import { metricWords } from '../../format/metric.ts';
import { fullParameterText, parameterText } from '../../format/parameter.ts';
import { unitOf } from '../../format/score.ts';
import { searchedParameters } from '../../format/space.ts';

/** The trials of the front, best by the first objective first. */
export function FrontTable({ sweep, front }: { readonly sweep: Sweep; readonly front: Front }) {
  const parameters = searchedParameters(sweep.spec.space);
  return (
    <Scroll label="Pareto front">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">Trial</th>
            {front.objectives.map(({ name, goal }) => (
              <th
                key={name}
                scope="col"
                className="number"
                title={goal === 'maximize' ? 'Higher is better' : 'Lower is better'}
              >
                {metricWords(name)} {goal === 'maximize' ? '↑' : '↓'}
              </th>
            ))}
            {parameters.map((name) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {front.trials.map(({ trial, values }) => (
            <tr key={trial.id}>
              <td>
                <Link href={`/trials/${encodeURIComponent(trial.id)}`} className="strong">
                  #{trial.number}
                </Link>
              </td>
              {front.objectives.map(({ name }, i) => (
                <td key={name} className="number">
                  <Value
                    value={values[i]}
                    standardError={i === 0 ? trial.standardError : null}
                    unit={unitOf(name, sweep.spec.benchmark.name)}
                  />
                </td>
              ))}
              {parameters.map((name) => (
                <td key={name} className="number" title={fullParameterText(trial.configuration[name])}>
                  {parameterText(trial.configuration[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
