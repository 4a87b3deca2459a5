import type { TrialDetail } from '../../../server/schemas/trial.ts';
import { Scroll } from '../../components/scroll.tsx';
import { bareScore } from '../../format/score.ts';
import { useScheme } from '../../hooks/use-scheme.ts';
import { heatColours, heatRange } from './heat-colours.ts';

/** A score matrix as a table whose cells are coloured: readable as numbers, as a picture, and aloud. */
export function HeatMap({
  matrix,
  tasks,
  kind,
}: {
  readonly matrix: TrialDetail['val'];
  readonly tasks: number;
  readonly kind: TrialDetail['scoreKind'];
}) {
  const scheme = useScheme();
  const range = heatRange(matrix, kind);
  if (range === null) return <p className="muted">Nothing measured yet.</p>;
  const unit = kind === 'accuracy' ? 'percent' : 'number';
  const columns = Array.from({ length: tasks }, (_, task) => task);
  return (
    <Scroll label="Score matrix">
      <table className="heat">
        <thead>
          <tr>
            <td />
            {columns.map((task) => (
              <th key={task} scope="col">
                task {task + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map((after) => (
            <tr key={after}>
              <th scope="row">after {after + 1}</th>
              {columns.map((task) => {
                const value = matrix[after]?.[task] ?? null;
                return (
                  <td key={task} style={value === null ? undefined : heatColours(range.place(value), scheme)}>
                    {task > after ? '' : bareScore(value, unit)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
