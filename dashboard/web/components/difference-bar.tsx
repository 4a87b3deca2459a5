import type { DifferenceScale, Span } from '../format/effects.ts';

const placed = ({ left, width }: Span) => ({ left: `${left}%`, width: `${width}%` });

/** A difference as a bar from zero, with its standard error as a whisker. The same stands beside it in numbers. */
export function DifferenceBar({
  difference,
  standardError,
  scale,
}: {
  readonly difference: number | null;
  readonly standardError: number | null;
  readonly scale: DifferenceScale;
}) {
  return (
    <span className="difference" aria-hidden="true">
      <span className="difference-zero" style={{ left: `${scale.zero}%` }} />
      {difference !== null && <span className="difference-bar" style={placed(scale.bar(difference))} />}
      {difference !== null && standardError !== null && (
        <span className="difference-whisker" style={placed(scale.whisker(difference, standardError))} />
      )}
    </span>
  );
}
