import type { ReactNode } from 'react';

/** One number with its name, and a word more below. */
export function Fact({
  term,
  note,
  children,
}: {
  readonly term: string;
  readonly note?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="fact">
      <dt>{term}</dt>
      <dd>
        <span className="fact-value">{children}</span>
        {note !== undefined && <span className="muted">{note}</span>}
      </dd>
    </div>
  );
}
