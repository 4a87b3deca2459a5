import { Link } from 'wouter';
import type { Running } from '../../../server/schemas/running.ts';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { Scroll } from '../../components/scroll.tsx';
import { TrainingBar } from '../../components/training-bar.tsx';
import { significant } from '../../format/score.ts';

/** Each stage that is trained: how far it is, and where. */
export function RunningTable({
  sweep,
  stages,
}: {
  readonly sweep: Sweep;
  readonly stages: readonly Running['stages'][number][];
}) {
  const { tasks } = sweep.spec.benchmark;
  return (
    <Scroll label="Stages trained now">
      <table className="rows compact running">
        <thead>
          <tr>
            <th scope="col">Trial</th>
            <th scope="col" className="number">
              Seed
            </th>
            <th scope="col">Task</th>
            <th scope="col" className="wide">
              Iterations
            </th>
            <th scope="col" className="number">
              Loss
            </th>
            <th scope="col">Worker</th>
          </tr>
        </thead>
        <tbody>
          {stages.map(({ trial, worker, progress }, i) => (
            <tr key={i}>
              <td>
                <Link href={`/trials/${encodeURIComponent(`${sweep.id}.${trial}`)}`} className="strong">
                  #{trial}
                </Link>
              </td>
              <td className="number">{progress?.seed ?? '–'}</td>
              <td>{progress === null ? '–' : `${progress.task + 1} of ${tasks}`}</td>
              <td>
                {progress === null ? (
                  <span className="muted">starting…</span>
                ) : (
                  <TrainingBar
                    label={`Trial ${trial}, seed ${progress.seed}, task ${progress.task + 1}`}
                    done={progress.iteration}
                    of={progress.of}
                  />
                )}
              </td>
              <td className="number">{progress?.loss == null ? '–' : significant(progress.loss)}</td>
              <td>{worker ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
