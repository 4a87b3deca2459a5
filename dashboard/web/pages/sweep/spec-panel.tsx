import type { Sweep } from '../../../server/schemas/sweep.ts';
import { describeControl } from '../../../../sweepfile/describe-control.ts';
import { Panel } from '../../components/panel.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { plural } from '../../format/plural.ts';
import { spaceText } from '../../format/space.ts';
import { duration } from '../../format/time.ts';

/** What the sweep file asked for. */
export function SpecPanel({ sweep }: { readonly sweep: Sweep }) {
  const { spec } = sweep;
  const { benchmark, objective, objectives = [objective] } = spec;
  const settings: (readonly [string, string])[] = [
    ...objectives.map(({ goal, name }) => ['objective', `${goal} ${name}`] as const),
    ['benchmark', `${benchmark.name} ${benchmark.scenario}, ${plural(benchmark.tasks, 'task')}`],
    ['held out', plural(benchmark.validation, 'sample')],
    ['seeds', spec.seeds.join(', ')],
    ['search', `${spec.method}, seed ${spec.searchSeed}`],
    ['at once', plural(spec.maxConcurrentTrials, 'trial')],
    ...(spec.runCap === null ? [] : [['run cap', plural(spec.runCap, 'trial')] as const]),
    ...(spec.maxTrialSeconds === null ? [] : [['trial limit', duration(spec.maxTrialSeconds)] as const]),
    ...describeControl(spec).map((phrase) => ['spending', phrase] as const),
    ['checkpoints', `every ${duration(spec.checkpointEverySeconds)}, ${spec.checkpointKeep} kept`],
    ['backend', spec.backend],
  ];
  return (
    <Panel title="Sweep file">
      <Scroll label="Sweep file">
        <table className="pairs">
          <tbody>
            {Object.entries(spec.space).map(([name, space]) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td className={space.kind === 'constant' ? 'muted' : ''}>{spaceText(space)}</td>
              </tr>
            ))}
          </tbody>
          <tbody>
            {settings.map(([name, text]) => (
              <tr key={`${name} ${text}`}>
                <th scope="row">{name}</th>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}
