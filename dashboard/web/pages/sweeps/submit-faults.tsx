import { ApiError } from '../../api/request.ts';
import { ProblemView } from '../../components/problem-view.tsx';

/** The faults of a sweep file, each with its line. */
export function SubmitFaults({
  error,
  text,
  onLine,
}: {
  readonly error: unknown;
  readonly text: string;
  readonly onLine: (line: number) => void;
}) {
  const issues = error instanceof ApiError ? error.problem.issues : undefined;
  if (issues === undefined || issues.length === 0) return <ProblemView error={error} />;
  const lines = text.split('\n');
  return (
    <div className="problem" role="alert">
      <strong>
        {issues.length === 1
          ? 'One fault; nothing was started'
          : `${issues.length} faults; nothing was started`}
      </strong>
      <ol className="faults">
        {issues.map(({ path, given, allowed, line, column }, i) => (
          <li key={i}>
            {line !== undefined && (
              <button type="button" className="fault-line" onClick={() => onLine(line)}>
                line {line}
                {column !== undefined && `, column ${column}`}
                <code>{lines[line - 1]?.trim()}</code>
              </button>
            )}
            <span>
              <strong>{path}</strong>: given <code>{given}</code>; allowed: {allowed}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
