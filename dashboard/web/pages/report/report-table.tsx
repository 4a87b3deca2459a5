import { Link } from 'wouter';
import type { Report } from '../../../server/schemas/report.ts';
import { Scroll } from '../../components/scroll.tsx';
import { Value } from '../../components/value.tsx';
import { plural } from '../../format/plural.ts';
import { pValue, score, unitOf } from '../../format/score.ts';

type Column = Report['columns'][number];
type Cell = Report['rows'][number]['cells'][number];

/** A row for each strategy, a column for each benchmark and scenario; every cell leads to its sweep. */
export function ReportTable({ report }: { readonly report: Report }) {
  return (
    <Scroll label="Methods by scenarios">
      <table className="rows report">
        <thead>
          <tr>
            <th scope="col">Strategy</th>
            {report.columns.map((column) => (
              <th
                key={`${column.benchmark} ${column.tasks} ${column.scenario}`}
                scope="col"
                className="number"
              >
                {column.scenario}
                <span className="muted"> {column.benchmark}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map(({ strategy, cells }) => (
            <tr key={strategy}>
              <th scope="row">{strategy}</th>
              {cells.map((cell, i) => (
                <td key={i} className="number">
                  <ReportCell cell={cell} column={report.columns[i]!} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function ReportCell({ cell, column }: { readonly cell: Cell; readonly column: Column }) {
  if (cell === null) return <span className="muted">–</span>;
  const unit = unitOf(column.metric, column.benchmark);
  const words = [
    plural(cell.seeds, 'seed'),
    ...(cell.pValue === null ? [] : [`against the best: ${pValue(cell.pValue)}`]),
    ...(cell.inferenceAccuracy === null
      ? []
      : [`task inferred rightly: ${score(cell.inferenceAccuracy, 'percent')}`]),
  ];
  return (
    <Link href={`/sweeps/${encodeURIComponent(cell.sweepId)}`} title={words.join('; ')}>
      {cell.value === null ? (
        <span className="muted">{cell.state}</span>
      ) : (
        <Value value={cell.value} standardError={cell.standardError} unit={unit} />
      )}{' '}
      <ReportMark best={cell.best} amongBest={cell.amongBest} />
    </Link>
  );
}

/** `★` and `●` of `hnet-sweep report`, with a word for who can't see them. */
export function ReportMark({ best, amongBest }: { readonly best: boolean; readonly amongBest: boolean }) {
  if (!amongBest) return null;
  const [sign, word] = best ? ['★', 'best'] : ['●', 'can’t be told apart from the best'];
  return (
    <span className={best ? 'mark first' : 'mark'} title={word}>
      <span aria-hidden="true">{sign}</span>
      <span className="visually-hidden">{word}</span>
    </span>
  );
}
