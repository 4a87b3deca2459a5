import { metricsOf } from '../../../hnet/training/metrics.ts';
import type { Configuration } from '../../../hnet/types.ts';
import type { Store } from '../../../prisma/store/types.ts';
import type { ParameterSpace } from '../../../search/types.ts';
import type { SweepSpec, TrialState } from '../../../workflows/types.ts';
import { chance, madeUpStage } from './made-up-training.ts';

function draw(space: ParameterSpace, ...words: readonly (string | number)[]) {
  const u = chance(...words);
  if (space.kind === 'constant') return space.value;
  if (space.kind === 'categorical') return space.values[Math.floor(u * space.values.length)]!;
  const { min, max, log, step } = space;
  const value = log ? min * (max / min) ** u : min + (max - min) * u;
  return step === null ? value : min + Math.round((value - min) / step) * step;
}

/** A configuration of the space: the same for the same trial. */
export function drawConfiguration(spec: SweepSpec, number: number): Configuration {
  return Object.fromEntries(
    Object.entries(spec.space).map(([name, space]) => [name, draw(space, spec.name, number, name)]),
  );
}

const defaults: Configuration = { optimizer: 'adam', batch_size: 128, chunk_embedding_size: 32 };

/** Adds a trial that has come as far as its state says. */
export async function addTrial(
  store: Store,
  spec: SweepSpec,
  sweepId: string,
  number: number,
  state: TrialState,
  assignment = drawConfiguration(spec, number),
): Promise<string> {
  const configuration = { ...defaults, ...assignment };
  const trial = await store.createTrial({
    sweepId,
    number,
    hash: `hash-${number}`,
    assignment,
    configuration,
    seeds: spec.seeds,
  });
  if (state === 'waiting') return trial.id;
  await store.setTrialState(trial.id, 'running');
  const tasks = state === 'complete' ? spec.benchmark.tasks : 2;
  for (const seed of state === 'failed' ? [] : spec.seeds) {
    const stages = Array.from({ length: tasks }, (_, task) => madeUpStage(spec, configuration, seed, task));
    for (const result of stages) {
      const reused = result.task === 0 && number % 3 === 2;
      await store.recordStage(
        {
          trialId: trial.id,
          seed,
          key: `${trial.id}/${seed}/${result.task}`,
          result,
          reused,
          attempt: number % 7 === 0 && result.task === 1 ? 2 : 1,
          worker: `gpu-box-${1 + (seed % 2)}/${4000 + seed}`,
          checkpointDigest: 'digest',
        },
        null,
      );
    }
    if (state === 'complete')
      await store.finishReplicate(
        trial.id,
        seed,
        'complete',
        metricsOf(spec.benchmark.name === 'polynomials' ? 'mse' : 'accuracy', stages, {
          compressionRatio: 0.35 + 0.6 * chance(spec.name, number, 'ratio'),
        }),
      );
  }
  if (state !== 'running') await store.setTrialState(trial.id, state, reasons[state] ?? null);
  return trial.id;
}

const reasons: Partial<Record<TrialState, string>> = {
  diverged: 'loss is not a number from iteration 112 of task 2',
  failed: 'out of memory: 9.8 GiB asked for, 8 GiB there',
};

/** A running sweep with trials of every state. */
export async function fillSweep(
  store: Store,
  spec: SweepSpec,
  { complete, others = [] }: { readonly complete: number; readonly others?: readonly TrialState[] },
): Promise<string> {
  const { id } = await store.createSweep(spec);
  await store.setSweepState(id, 'running');
  await store.appendEvent({
    key: `${id}/started`,
    sweepId: id,
    kind: 'sweep-running',
    message: 'sweep running',
  });
  const states: TrialState[] = [...Array<TrialState>(complete).fill('complete'), ...others];
  for (const [number, state] of states.entries()) {
    const trialId = await addTrial(store, spec, id, number, state);
    if (state === 'running' || state === 'waiting') continue;
    await store.appendEvent({
      key: `${trialId}/${state}`,
      sweepId: id,
      trialId,
      kind: `trial-${state}`,
      message: `trial ${number} ${state}${reasons[state] === undefined ? '' : `: ${reasons[state]}`}`,
    });
  }
  return id;
}
