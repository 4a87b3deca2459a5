import { useState } from 'react';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { api } from '../../api/client.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { CountInput } from '../../components/count-input.tsx';
import { isOver } from '../../format/progress.ts';
import { plural } from '../../format/plural.ts';

/** More to do, also after the end: failed trials once more, more trials. Both cost, so both ask first. */
export function GrowthActions({
  sweep,
  busy,
  onAct,
}: {
  readonly sweep: Sweep;
  readonly busy: boolean;
  readonly onAct: (act: () => Promise<Sweep>) => void;
}) {
  const { id, counts, spec } = sweep;
  const [asked, setAsked] = useState<'retry' | 'extend' | null>(null);
  const [trials, setTrials] = useState('10');
  const more = Number(trials);
  const again = isOver(sweep) ? ' The sweep is taken up again for it.' : '';

  function answer(act: () => Promise<Sweep>, yes: boolean) {
    setAsked(null);
    if (yes) onAct(act);
  }

  return (
    <>
      {counts.failed > 0 && (
        <button type="button" disabled={busy} onClick={() => setAsked('retry')}>
          Retry failed…
        </button>
      )}
      {/* Without a cap there is nothing to raise: such a sweep ends with its space. */}
      {spec.runCap !== null && (
        <button type="button" disabled={busy} onClick={() => setAsked('extend')}>
          Extend…
        </button>
      )}
      {asked === 'retry' && (
        <ConfirmDialog
          title={`Retry ${plural(counts.failed, 'failed trial')}?`}
          text={`They go on from their checkpoints. What made them fail must have been put right first.${again}`}
          action="Retry"
          refusal="Not now"
          kind="primary"
          onAnswer={(yes) => answer(() => api.retry(id), yes)}
        />
      )}
      {asked === 'extend' && (
        <ConfirmDialog
          title="More trials?"
          text={`So many more than the cap, ${plural(spec.runCap ?? 0, 'trial')}, each with ${plural(spec.seeds.length, 'seed')}.${again}`}
          action="Extend"
          refusal="Not now"
          kind="primary"
          onAnswer={(yes) => answer(() => api.extend(id, more), yes && Number.isInteger(more) && more > 0)}
        >
          <label className="count">
            More trials
            <CountInput max={100_000} text={trials} onText={setTrials} />
          </label>
        </ConfirmDialog>
      )}
    </>
  );
}
