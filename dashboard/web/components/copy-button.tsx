import { useState } from 'react';
import { copyText } from './copy-text.ts';

/** Copies a text and says so. */
export function CopyButton({
  text,
  label,
  children,
}: {
  readonly text: () => string;
  /** What is copied, beginning with the text on the button, for those who can't see the row. */
  readonly label: string;
  readonly children: string;
}) {
  const [said, setSaid] = useState<string | null>(null);

  async function copy() {
    setSaid((await copyText(text())) ? 'Copied' : 'Not allowed');
    setTimeout(() => setSaid(null), 1_500);
  }

  return (
    <button type="button" className="small" aria-label={label} title={label} onClick={() => void copy()}>
      <span aria-live="polite">{said ?? children}</span>
    </button>
  );
}
