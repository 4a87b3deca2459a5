import type { ReactNode } from 'react';

/** What may be wider than the screen scrolls in itself, by keyboard too; the page never scrolls sideways. */
export function Scroll({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="scroll" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
