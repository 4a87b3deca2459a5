/** How far a training is, as a thin bar and in numbers. */
export function TrainingBar({
  label,
  done,
  of,
}: {
  /** What is trained. */
  readonly label: string;
  readonly done: number;
  readonly of: number;
}) {
  return (
    <div className="training">
      <div
        className="bar"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={of}
        aria-valuenow={done}
      >
        <span className="fill-running" style={{ width: `${(done / Math.max(of, 1)) * 100}%` }} />
      </div>
      <span className="muted">
        {done.toLocaleString('en')} of {of.toLocaleString('en')}
      </span>
    </div>
  );
}
