import type { Configuration, StageResult } from '../../../hnet/types.ts';
import type { Store, StageRecord } from '../../../prisma/store/types.ts';
import type { SweepSpec, TrialState } from '../../../workflows/types.ts';

/** What every part of the suite gets: the open store, and its URL for opening it once more. */
export interface SuiteContext {
  readonly store: () => Store;
  readonly url: () => string;
}

let counter = 0;

/** A sweep's specification with a name of its own. */
export function specOf(change: Partial<SweepSpec> = {}): SweepSpec {
  return {
    name: `store-${process.pid}-${++counter}`,
    benchmark: {
      name: 'split-mnist',
      scenario: 'CL1',
      tasks: 5,
      validation: 5000,
      trainLimit: null,
      dataSeed: 0,
      data: 'mnist',
    },
    strategy: 'hnet',
    method: 'random',
    objective: { name: 'val_average_accuracy', goal: 'maximize' },
    // Not in alphabetical order, and a number-like key apart: the order is that of the grid.
    space: {
      learning_rate: { kind: 'float', min: 1e-5, max: 0.1, log: true, step: null },
      beta: { kind: 'categorical', values: [0.005, 0.01, 'auto'] },
      hidden_layers: { kind: 'categorical', values: [[10, 10], [50]] },
    },
    seeds: [1, 2, 3],
    searchSeed: 7,
    runCap: null,
    maxConcurrentTrials: 4,
    maxFailedTrials: null,
    maxTrialSeconds: null,
    checkpointEverySeconds: 60,
    checkpointKeep: 2,
    backend: 'auto',
    priority: 3,
    ...change,
  };
}

/** A trial to create. */
export function trialOf(sweepId: string, number: number, configuration: Configuration = { beta: number }) {
  return { sweepId, number, hash: `hash-${number}`, assignment: configuration, configuration, seeds: [1, 2] };
}

/** A stage's result, with numbers that JSON cannot hold. */
export function resultOf(task: number, change: Partial<StageResult> = {}): StageResult {
  return {
    task,
    outcome: 'complete',
    val: Array.from({ length: task + 1 }, (_, j) => 0.1 + j / 3),
    test: Array.from({ length: task + 1 }, (_, j) => 1 - j / 7),
    weightDrift: Array.from({ length: task + 1 }, () => 1e-9),
    finalLoss: 0.1 + 0.2,
    iterations: 2000,
    curve: [
      { iteration: 0, loss: Number.POSITIVE_INFINITY, regulariser: -0 },
      { iteration: 10, loss: 2.3025850929940455, regulariser: 5e-324 },
    ],
    trainSeconds: 10,
    evaluationSeconds: 2,
    backend: 'wasm',
    device: 'cpu:0',
    ...change,
  };
}

/** A stage to record. */
export function recordOf(
  trialId: string,
  task: number,
  key: string,
  change: Partial<StageRecord> = {},
): StageRecord {
  return {
    trialId,
    seed: 1,
    key,
    result: resultOf(task),
    reused: false,
    attempt: 1,
    worker: 'host/1',
    checkpointDigest: `sha256-of-${key}`,
    ...change,
  };
}

/** A key that no other test uses. */
export function newKey(): string {
  return `key-${process.pid}-${++counter}`;
}

/** A sweep with `count` trials; each is brought to its state, with metrics where given. */
export async function sweepWith(
  store: Store,
  trials: readonly {
    readonly state?: TrialState;
    readonly metrics?: Readonly<Record<string, number>>;
    readonly configuration?: Configuration;
  }[],
  change: Partial<SweepSpec> = {},
): Promise<string> {
  const { id } = await store.createSweep(specOf(change));
  for (const [number, { state = 'waiting', metrics, configuration }] of trials.entries()) {
    const trial = await store.createTrial(trialOf(id, number, configuration));
    if (metrics !== undefined) await store.finishReplicate(trial.id, 1, 'complete', metrics);
    if (state !== 'waiting') await store.setTrialState(trial.id, state);
  }
  return id;
}
