import type { Sweep } from '../../../server/schemas/sweep.ts';
import type { TrialDetail } from '../../../server/schemas/trial.ts';
import { Panel } from '../../components/panel.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { fullParameterText } from '../../format/parameter.ts';

type Origin = 'searched' | 'sweep file' | 'default';

const order: readonly Origin[] = ['searched', 'sweep file', 'default'];

/** Every hyperparameter, and where its value comes from. */
export function ConfigurationPanel({ trial, sweep }: { readonly trial: TrialDetail; readonly sweep: Sweep }) {
  const { space } = sweep.spec;
  const originOf = (name: string): Origin => {
    const one = space[name];
    if (one === undefined) return 'default';
    return one.kind === 'constant' ? 'sweep file' : 'searched';
  };
  const rows = Object.entries(trial.configuration)
    .map(([name, value]) => ({ name, value, origin: originOf(name) }))
    .sort((a, b) => order.indexOf(a.origin) - order.indexOf(b.origin));
  return (
    <Panel title="Configuration">
      <Scroll label="Configuration">
        <table className="pairs">
          <tbody>
            {rows.map(({ name, value, origin }) => (
              <tr key={name} className={origin === 'searched' ? 'searched' : ''}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>{fullParameterText(value)}</td>
                <td className="muted">{origin}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}
