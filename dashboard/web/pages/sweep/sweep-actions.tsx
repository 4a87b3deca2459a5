import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ProblemView } from '../../components/problem-view.tsx';
import { isOver } from '../../format/progress.ts';
import { Concurrency } from './concurrency.tsx';
import { GrowthActions } from './growth-actions.tsx';

type Asked = 'stop' | 'cancel';

const questions = {
  stop: {
    title: 'Stop this sweep?',
    text: 'No new trials start; running ones finish. A stopped sweep cannot be resumed: to interrupt it, pause it.',
    action: 'Stop',
  },
  cancel: {
    title: 'Cancel this sweep?',
    text: 'Running trials end now, and what they have not finished is not counted. Finished stages stay, and are reused by later sweeps.',
    action: 'Cancel the sweep',
  },
} as const;

/** Pause, resume, stop, cancel, how many trials run at once, and more to do: of a sweep that has ended only that. */
export function SweepActions({ sweep }: { readonly sweep: Sweep }) {
  const { id } = sweep;
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const steer = useMutation({
    mutationFn: (act: () => Promise<Sweep>) => act(),
    onSuccess: (after) => client.setQueryData(keys.sweep(id), after),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sweep(id) }),
  });
  const button = (text: string, title: string, act: () => Promise<Sweep>) => (
    <button type="button" title={title} disabled={steer.isPending} onClick={() => steer.mutate(act)}>
      {text}
    </button>
  );

  const openActions = () => (
    <>
      <Concurrency
        initial={sweep.spec.maxConcurrentTrials}
        busy={steer.isPending}
        onChange={(trials) => steer.mutate(() => api.setConcurrency(id, trials))}
      />
      {sweep.state === 'paused' ? (
        button('Resume', 'Go on', () => api.resume(id))
      ) : (
        <>
          {button('Pause', 'Start no new trials; running ones finish', () => api.pause(id, false))}
          {button('Pause now', 'Running stages checkpoint and free their devices', () => api.pause(id, true))}
        </>
      )}
      <button type="button" disabled={steer.isPending} onClick={() => setAsked('stop')}>
        Stop…
      </button>
      <button type="button" className="danger" disabled={steer.isPending} onClick={() => setAsked('cancel')}>
        Cancel…
      </button>
    </>
  );

  function answer(yes: boolean) {
    const act = asked === 'stop' ? api.stop : api.cancel;
    setAsked(null);
    if (yes) steer.mutate(() => act(id));
  }

  return (
    <>
      <div className="row push" role="group" aria-label="Steer the sweep">
        {!isOver(sweep) && openActions()}
        <GrowthActions sweep={sweep} busy={steer.isPending} onAct={(act) => steer.mutate(act)} />
      </div>
      {steer.isError && <ProblemView error={steer.error} />}
      {asked !== null && <ConfirmDialog {...questions[asked]} onAnswer={answer} />}
    </>
  );
}
