import type { Store } from '../../../prisma/store/types.ts';
import type { SweepSpec, TrialState } from '../../../workflows/types.ts';
import { splitMnist } from './demo-sweeps.ts';

/** Two tasks and two seeds: quick to write, and all there is to see. */
export const tiny: SweepSpec = {
  ...splitMnist,
  name: 'tiny',
  benchmark: { ...splitMnist.benchmark, tasks: 2 },
  seeds: [1, 2],
};

/** A sweep whose trials have exactly these objective values, by seed. */
export async function sweepOfValues(
  store: Store,
  values: readonly Readonly<Record<number, number>>[],
  { state = 'complete', spec = tiny }: { readonly state?: TrialState; readonly spec?: SweepSpec } = {},
): Promise<string> {
  const { id } = await store.createSweep(spec);
  await store.setSweepState(id, 'running');
  for (const [number, bySeed] of values.entries()) {
    const seeds = Object.keys(bySeed).map(Number);
    const configuration = { beta: 0.001 * (number + 1) };
    const trial = await store.createTrial({
      sweepId: id,
      number,
      hash: `hash-${number}`,
      assignment: configuration,
      configuration,
      seeds,
    });
    await store.setTrialState(trial.id, 'running');
    for (const seed of seeds)
      await store.finishReplicate(trial.id, seed, 'complete', {
        [spec.objective.name]: bySeed[seed]!,
        test_average_accuracy: bySeed[seed]! - 0.01,
      });
    await store.setTrialState(trial.id, state);
  }
  return id;
}
