/** Forth and back through pages. */
export function TrialsPager({
  page,
  rows,
  onPrevious,
  onNext,
}: {
  readonly page: number;
  readonly rows: number;
  /** Null on the first page. */
  readonly onPrevious: (() => void) | null;
  /** Null on the last. */
  readonly onNext: (() => void) | null;
}) {
  if (onPrevious === null && onNext === null) return null;
  return (
    <nav className="row pager" aria-label="Pages of trials">
      <button type="button" disabled={onPrevious === null} onClick={() => onPrevious?.()}>
        ← Previous
      </button>
      <span className="muted" role="status">
        Page {page}, {rows} rows
      </span>
      <button type="button" disabled={onNext === null} onClick={() => onNext?.()}>
        Next →
      </button>
    </nav>
  );
}
