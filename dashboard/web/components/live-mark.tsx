import type { LiveStatus } from '../api/listen.ts';

/** Whether the page is fed as things happen. */
export function LiveMark({ status }: { readonly status: LiveStatus }) {
  return (
    <span className={`live live-${status}`} role="status">
      <span className="dot" aria-hidden="true" />
      {status === 'live' ? 'live' : 'connecting…'}
    </span>
  );
}
