import type { Sweep } from '../../../server/schemas/sweep.ts';
import type { TrialDetail } from '../../../server/schemas/trial.ts';
import { Panel } from '../../components/panel.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Value } from '../../components/value.tsx';
import { meanAndError } from '../../format/mean.ts';
import { metricWords } from '../../format/metric.ts';
import { unitOf } from '../../format/score.ts';

/** Every metric: its mean with its standard error, and each seed's. */
export function MetricsPanel({ trial, sweep }: { readonly trial: TrialDetail; readonly sweep: Sweep }) {
  const measured = trial.replicates.filter(({ metrics }) => metrics !== null);
  const names = [...new Set(measured.flatMap(({ metrics }) => Object.keys(metrics ?? {})))];
  return (
    <Panel title="Metrics">
      {names.length === 0 ? (
        <p className="muted">No seed has finished yet.</p>
      ) : (
        <Scroll label="Metrics">
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">Metric</th>
                <th scope="col" className="number">
                  Mean ± standard error
                </th>
                {measured.map(({ seed }) => (
                  <th key={seed} scope="col" className="number">
                    seed {seed}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {names.map((name) => {
                const unit = unitOf(name, sweep.spec.benchmark.name);
                const { mean, standardError } = meanAndError(measured.map(({ metrics }) => metrics?.[name]));
                return (
                  <tr key={name} className={name === sweep.spec.objective.name ? 'leader' : ''}>
                    <th scope="row" title={name}>
                      {metricWords(name)}
                    </th>
                    <td className="number">
                      <Value value={mean} standardError={standardError} unit={unit} />
                    </td>
                    {measured.map(({ seed, metrics }) => (
                      <td key={seed} className="number">
                        <Value value={metrics?.[name]} unit={unit} />
                      </td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  );
}
