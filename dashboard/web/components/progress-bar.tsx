import type { Sweep } from '../../server/schemas/sweep.ts';
import { endedTrials, trialOrder } from '../format/progress.ts';

/** A sweep's trials by state, as a thin bar against what is planned. */
export function ProgressBar({ sweep }: { readonly sweep: Sweep }) {
  const { counts, trialsPlanned } = sweep;
  const all = trialOrder.reduce((sum, state) => sum + counts[state], 0);
  const whole = Math.max(trialsPlanned ?? all, all, 1);
  const parts = trialOrder.filter((state) => counts[state] > 0);
  const words = parts.map((state) => `${counts[state]} ${state}`).join(', ');
  return (
    <div
      className="bar"
      role="img"
      title={words}
      aria-label={`${endedTrials(counts)} of ${trialsPlanned ?? 'unlimited'} trials ended: ${words || 'none yet'}`}
    >
      {parts.map((state) => (
        <span
          key={state}
          className={`fill-${state}`}
          style={{ width: `${(counts[state] / whole) * 100}%` }}
        />
      ))}
    </div>
  );
}
