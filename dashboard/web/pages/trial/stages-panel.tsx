import type { TrialDetail } from '../../../server/schemas/trial.ts';
import { Panel } from '../../components/panel.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { significant } from '../../format/score.ts';
import { duration, logTime, moment } from '../../format/time.ts';

/** Each stage: how it went, and where it ran. */
export function StagesPanel({ trial }: { readonly trial: TrialDetail }) {
  const stages = trial.replicates.flatMap(({ seed, stages: own }) =>
    own.map((stage) => ({ seed, ...stage })),
  );
  return (
    <Panel title="Stages">
      {stages.length === 0 ? (
        <p className="muted">No stage has finished yet.</p>
      ) : (
        <Scroll label="Stages">
          <table className="rows compact">
            <thead>
              <tr>
                <th scope="col">Seed</th>
                <th scope="col">Task</th>
                <th scope="col">Outcome</th>
                <th scope="col" className="number">
                  Final loss
                </th>
                <th scope="col" className="number">
                  Iterations
                </th>
                <th scope="col" className="number">
                  Training
                </th>
                <th scope="col" className="number">
                  Evaluation
                </th>
                <th scope="col">Device</th>
                <th scope="col">Backend</th>
                <th scope="col">Worker</th>
                <th scope="col" className="number">
                  Attempt
                </th>
                <th scope="col">Recorded</th>
              </tr>
            </thead>
            <tbody>
              {stages.map((stage) => (
                <tr key={`${stage.seed}/${stage.task}`}>
                  <td>{stage.seed}</td>
                  <td>{stage.task + 1}</td>
                  <td>
                    {stage.outcome}
                    {stage.reused && (
                      <span className="mark" title={`Trained before under the key ${stage.key}`}>
                        reused
                      </span>
                    )}
                  </td>
                  <td className="number">{stage.finalLoss === null ? '–' : significant(stage.finalLoss)}</td>
                  <td className="number">{stage.iterations.toLocaleString('en')}</td>
                  <td className="number">{duration(stage.trainSeconds)}</td>
                  <td className="number">{duration(stage.evaluationSeconds)}</td>
                  <td>{stage.device}</td>
                  <td>{stage.backend}</td>
                  <td>{stage.worker}</td>
                  <td className="number">{stage.attempt}</td>
                  <td title={moment(stage.recordedAt)}>{logTime(stage.recordedAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  );
}
