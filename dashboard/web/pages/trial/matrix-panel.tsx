import { useState } from 'react';
import type { TrialDetail } from '../../../server/schemas/trial.ts';
import { Panel } from '../../components/panel.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { HeatMap } from './heat-map.tsx';
import { SeedChoice } from './seed-choice.tsx';

/** Scores on every task after every task: what was learnt, and what was forgotten. */
export function MatrixPanel({ trial }: { readonly trial: TrialDetail }) {
  const hasVal = trial.val.some((row) => row.length > 0);
  const [split, setSplit] = useState<'val' | 'test'>(hasVal ? 'val' : 'test');
  const [seed, setSeed] = useState<number | null>(null);
  const shown = trial.replicates.find((replicate) => replicate.seed === seed) ?? trial;
  return (
    <Panel
      title={trial.scoreKind === 'accuracy' ? 'Accuracy matrix' : 'Error matrix'}
      aside={
        <div className="row">
          <SeedChoice trial={trial} seed={seed} everySeed="mean of seeds" onChange={setSeed} />
          <Segmented
            label="Data"
            options={[
              ['val', 'validation'],
              ['test', 'test'],
            ]}
            value={split}
            onChange={setSplit}
          />
        </div>
      }
    >
      <HeatMap matrix={shown[split]} tasks={trial.tasks} kind={trial.scoreKind} />
      <p className="muted note">
        Row: after training on a task. Column:{' '}
        {trial.scoreKind === 'accuracy' ? 'accuracy' : 'mean squared error'} on a task. Down a column is what
        later tasks did to it.
      </p>
    </Panel>
  );
}
