/** Says that something is on its way; shows after a moment, so that quick answers don't flicker. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="loading muted" role="status">
      Loading {what}…
    </p>
  );
}
