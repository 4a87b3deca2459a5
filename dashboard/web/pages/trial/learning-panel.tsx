import { useMemo, useState } from 'react';
import type { TrialDetail } from '../../../server/schemas/trial.ts';
import { Chart } from '../../charts/chart.tsx';
import { curvesOption, type CurveQuantity } from '../../charts/curves-option.ts';
import { driftOption } from '../../charts/drift-option.ts';
import { paletteOf } from '../../charts/palette.ts';
import { Panel } from '../../components/panel.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useScheme } from '../../hooks/use-scheme.ts';
import { TaskChoice } from './task-choice.tsx';

/** How the loss fell on each task, and how far the weights of earlier tasks drifted. */
export default function LearningPanel({ trial }: { readonly trial: TrialDetail }) {
  const palette = paletteOf(useScheme());
  const [quantity, setQuantity] = useState<CurveQuantity>('loss');
  const [task, setTask] = useState<number | null>(null);
  const curves = useMemo(
    () => curvesOption(trial, { quantity, task }, palette),
    [trial, quantity, task, palette],
  );
  const drift = useMemo(() => driftOption(trial, palette), [trial, palette]);
  if (trial.replicates.every(({ stages }) => stages.length === 0)) return null;
  return (
    <div className="two wide-left">
      <Panel
        title="Learning curves"
        aside={
          <div className="row">
            <TaskChoice tasks={trial.tasks} task={task} onChange={setTask} />
            <Segmented
              label="Quantity"
              options={[
                ['loss', 'loss'],
                ['regulariser', 'regulariser'],
              ]}
              value={quantity}
              onChange={setQuantity}
            />
          </div>
        }
      >
        <Chart option={curves} height={260} label={`${quantity} over the iterations of each task, by seed`} />
      </Panel>
      <Panel title="Weight drift">
        <Chart
          option={drift}
          height={260}
          label="How far the weights generated for each task moved from those just after its training"
        />
      </Panel>
    </div>
  );
}
