import * as tf from '@tensorflow/tfjs-core';
import { createPace } from '../backend/pace.ts';
import { loadBenchmark } from '../benchmarks/index.ts';
import type { Benchmark } from '../benchmarks/benchmark.types.ts';
import { strategyByName } from '../strategies/index.ts';
import type { Learner } from '../strategies/strategy.types.ts';
import type { BackendName, CurvePoint, StageResult, StageSpec } from '../types.ts';
import { batchOptions, createBatchOrder, disposeBatch, loadBatch, type BatchOptions } from './batches.ts';
import { curveInterval, hasDiverged } from './curve.ts';
import { score } from './score.ts';
import { packStage, unpackStage, type StageMemory } from './stage-checkpoint.ts';
import { rateSchedule, trainingLength } from './rate-schedule.ts';
import type { StageHooks, StageInput, StageOutcome } from './stage.types.ts';

/** Milliseconds of training after which the event loop gets a turn: messages, signals and timers stay alive. */
export const TURN_MS = 50;

/**
 * Trains one stage: task t of a benchmark, from the checkpoint after task t-1 (or a mid-stage one) to the checkpoint
 * after task t, and evaluates all tasks so far. A stage that was interrupted anywhere and resumed gives the same
 * checkpoint bit for bit (on deterministic backends) as one that was not: everything random is a function of the
 * seed, the task and the iteration, and everything else is in the checkpoint.
 *
 * @throws UserError `corrupt-data` if a checkpoint is not what its stage needs; what the benchmark's loader throws
 */
export async function trainStage(input: StageInput, hooks: StageHooks): Promise<StageOutcome> {
  const benchmark = await loadBenchmark(input.spec.trial.benchmark, input.dataDir, hooks.onDownload);
  return trainStageOn(benchmark, input, hooks);
}

/** For tests and measurements. */
export interface StageOptions {
  readonly forceRegulariser?: 'plain' | 'gram';
  /** Milliseconds of training after which the event loop gets a turn and an abort is noticed. */
  readonly turnMs?: number;
}

/** As `trainStage`, on a benchmark already at hand: for tests, and for benchmarks of one's own. */
export async function trainStageOn(
  benchmark: Benchmark,
  input: StageInput,
  hooks: StageHooks,
  { turnMs = TURN_MS, ...options }: StageOptions = {},
): Promise<StageOutcome> {
  const { spec } = input;
  const strategy = strategyByName(spec.trial.strategy);
  const learner = strategy.createLearner({
    benchmark: spec.trial.benchmark,
    configuration: spec.trial.configuration,
    seed: spec.seed,
    data: benchmark,
    onWarning: (message) => hooks.onWarning?.(message),
    ...options,
  });
  try {
    const memory = await begin(learner, input);
    const iterations =
      strategy.stageIterations?.(
        spec.trial.configuration,
        spec.task,
        spec.trial.benchmark.tasks,
        spec.trial.benchmark,
      ) ?? trainingLength(spec.trial.configuration, benchmark.task(spec.task).trainSize);
    const trained = await train(learner, benchmark, spec, iterations, memory, hooks, turnMs);
    const interrupted: StageOutcome = { kind: 'interrupted', iteration: memory.iteration };
    if (trained === 'interrupted') return interrupted;
    const started = performance.now();
    const { drift } = memory;
    const alive = aliveWith(hooks, memory, iterations);
    const scores =
      trained === 'diverged'
        ? null
        : await score(learner, benchmark, spec, memory, strategy.carriesScores, {
            signal: hooks.signal,
            alive,
          });
    if (scores === 'interrupted') {
      // Still midway, with every iteration done: a resumed attempt goes straight to the evaluation.
      await saveMidway(learner, spec, memory, hooks);
      return interrupted;
    }
    const measured = scores !== null && [scores.val, scores.test].flat().every(Number.isFinite);
    const result: StageResult = {
      task: spec.task,
      outcome: measured ? 'complete' : 'diverged',
      ...(measured ? scores : { val: [], test: [], weightDrift: [] }),
      finalLoss: memory.curve.at(-1)?.loss ?? 0,
      iterations: memory.iteration,
      curve: memory.curve,
      trainSeconds: memory.seconds,
      evaluationSeconds: (performance.now() - started) / 1000,
      backend: hooks.backend?.name ?? (tf.getBackend() as BackendName),
      device: hooks.backend?.device ?? 'unknown',
    };
    const done: StageMemory = { ...memory, val: result.val, test: result.test };
    if (!(await endTask(learner, alive, hooks))) {
      memory.drift = drift;
      await saveMidway(learner, spec, memory, hooks);
      return interrupted;
    }
    return {
      kind: 'finished',
      result,
      checkpoint: packStage(spec, 'final', await learner.save('final'), done),
    };
  } finally {
    learner.dispose();
  }
}

/**
 * Lets the learner end its task. Where an abort comes while it measures something, it ends nothing, and is as it was.
 * @returns whether the task ended
 */
async function endTask(learner: Learner, alive: () => Promise<void>, hooks: StageHooks): Promise<boolean> {
  const aborted = new Error('aborted');
  try {
    await learner.endTask(async () => {
      await alive();
      if (hooks.signal?.aborted === true) throw aborted;
    });
  } catch (thrown) {
    if (thrown === aborted) return false;
    throw thrown;
  }
  return true;
}

/** Lets timers, messages and signals be handled. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Puts the learner where the stage goes on: after the stage before, or in the middle of this one. */
export async function begin(learner: Learner, { spec, previous, resume }: StageInput): Promise<StageMemory> {
  if (resume !== null) {
    const { arrays, memory } = unpackStage(resume, spec, 'midway');
    learner.restore(arrays, { task: spec.task, midway: true, steps: memory.iteration });
    return memory;
  }
  const fresh = { iteration: 0, seconds: 0, curve: [], drift: [], val: [], test: [] };
  if (previous === null) {
    if (spec.task !== 0)
      throw new RangeError(`task ${spec.task} needs the checkpoint of task ${spec.task - 1}`);
    await learner.beginTask(0);
    return fresh;
  }
  const { arrays, memory } = unpackStage(previous, { ...spec, task: spec.task - 1 }, 'final');
  learner.restore(arrays, { task: spec.task, midway: false, steps: 0 });
  await learner.beginTask(spec.task);
  return { ...fresh, drift: memory.drift, val: memory.val, test: memory.test };
}

/** Runs the remaining iterations; `memory` is moved along. */
async function train(
  learner: Learner,
  benchmark: Benchmark,
  spec: StageSpec,
  iterations: number,
  memory: StageMemory,
  hooks: StageHooks,
  turnMs: number,
): Promise<'complete' | 'diverged' | 'interrupted'> {
  const data = benchmark.task(spec.task);
  const batchSize = spec.trial.configuration.batch_size as number;
  const order = createBatchOrder(spec.seed, spec.task, data.trainSize, batchSize);
  const interval = curveInterval(iterations);
  const alive = aliveWith(hooks, memory, iterations);
  const schedule = rateSchedule(learner, benchmark, spec, memory, alive);
  const alterations = (iteration: number): BatchOptions =>
    batchOptions(spec.trial.configuration, spec.seed, spec.task, iteration);
  let lastTurn = performance.now();
  const pace = createPace();
  let lastCheckpoint = lastTurn;
  let lastTick = lastTurn;
  const tick = (): void => {
    const now = performance.now();
    memory.seconds += (now - lastTick) / 1000;
    lastTick = now;
  };
  const checkpoint = async (): Promise<void> => {
    tick();
    await saveMidway(learner, spec, memory, hooks);
    lastCheckpoint = lastTick = performance.now();
  };

  while (memory.iteration < iterations) {
    const wantLoss = memory.iteration % interval === 0 || memory.iteration === iterations - 1;
    const scale = await schedule.scale(memory.iteration);
    const batch =
      learner.batch?.(memory.iteration) ??
      loadBatch(benchmark, data, 'train', order.rows(memory.iteration), alterations(memory.iteration));
    const loss = learner.step(batch, memory.iteration, wantLoss, scale);
    disposeBatch(batch);
    memory.iteration += 1;
    if (loss !== null) {
      const point: CurvePoint = {
        iteration: memory.iteration,
        loss: (await loss.task.data())[0]!,
        regulariser: loss.regulariser === null ? 0 : (await loss.regulariser.data())[0]!,
      };
      tf.dispose([loss.task, ...(loss.regulariser === null ? [] : [loss.regulariser])]);
      if (hasDiverged(point)) {
        tick();
        return 'diverged';
      }
      memory.curve.push(point);
      hooks.onProgress?.({ iteration: memory.iteration, of: iterations, loss: point.loss });
    }
    if (performance.now() - lastTurn > turnMs) {
      // However rare the points of the curve are, a slow training is not a hung one.
      await alive();
      // The device is a turn behind at most: aborts are heard in time, and what it is given does not pile up.
      await pace();
      lastTurn = performance.now();
      if (hooks.signal?.aborted === true) {
        await checkpoint();
        return 'interrupted';
      }
    }
    if (
      performance.now() - lastCheckpoint > hooks.checkpointEverySeconds * 1000 &&
      memory.iteration < iterations
    )
      await checkpoint();
  }
  tick();
  return 'complete';
}

/** Hands a mid-stage checkpoint to whoever keeps them. */
async function saveMidway(
  learner: Learner,
  spec: StageSpec,
  memory: StageMemory,
  hooks: StageHooks,
): Promise<void> {
  if (hooks.saveCheckpoint === undefined) return;
  await hooks.saveCheckpoint(
    packStage(spec, 'midway', await learner.save('midway'), memory),
    memory.iteration,
  );
}

/** A turn for the event loop, and a sign of life: synchronous backends would starve signals and messages. */
function aliveWith(hooks: StageHooks, memory: StageMemory, iterations: number): () => Promise<void> {
  return async () => {
    hooks.onProgress?.({ iteration: memory.iteration, of: iterations, loss: memory.curve.at(-1)?.loss ?? 0 });
    await nextTurn();
  };
}
