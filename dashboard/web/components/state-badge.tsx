/** A state as a word with its colour. */
export function StateBadge({ state }: { readonly state: string }) {
  return (
    <span className={`state state-${state}`}>
      <span className="dot" aria-hidden="true" />
      {state}
    </span>
  );
}
