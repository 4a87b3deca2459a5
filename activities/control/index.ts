import type { ControlActivities } from '../../workflows/activities.types.ts';
import { withFailures } from '../failures.ts';
import { createClaimStage } from './claim-stage.ts';
import type { ControlDependencies } from './control.types.ts';
import { createGrowth } from './growth.ts';
import { createJudge } from './judge.ts';
import { createRecording } from './record.ts';
import { createSuggest } from './suggest.ts';
import { createSweepState } from './sweep-state.ts';

/** Everything that workflows call on the control queue. */
export function createControlActivities(dependencies: ControlDependencies): ControlActivities {
  return withFailures<ControlActivities>({
    ...createSuggest(dependencies),
    ...createClaimStage(dependencies),
    ...createRecording(dependencies),
    ...createSweepState(dependencies),
    ...createJudge(dependencies),
    ...createGrowth(dependencies),
  });
}
