import { ApiError } from '../api/request.ts';

/** What went wrong, and what to do about it. */
export function ProblemView({ error }: { readonly error: unknown }) {
  const problem = error instanceof ApiError ? error.problem : null;
  const detail = error instanceof Error ? error.message : String(error);
  return (
    <div className="problem" role="alert">
      <strong>{problem?.title ?? 'Something went wrong in this page'}</strong>
      <span className="pre">{detail}</span>
      {problem?.hint !== undefined && <span className="muted">{problem.hint}</span>}
    </div>
  );
}
