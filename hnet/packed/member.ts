import * as tf from '@tensorflow/tfjs-core';
import { strategyByName } from '../strategies/index.ts';
import type { NamedArray, NamedArrays } from '../strategies/strategy.types.ts';
import { createBatchOrder, type BatchOrder } from '../training/batches.ts';
import { curveInterval } from '../training/curve.ts';
import { packStage, type StageMemory } from '../training/stage-checkpoint.ts';
import type { StageHooks, StageInput, StageOutcome } from '../training/stage.types.ts';
import type { BackendName, CurvePoint, StageResult, StageSpec } from '../types.ts';

/** What evaluation gives. */
export type Scores = Pick<StageResult, 'val' | 'test' | 'weightDrift'>;

/** One stage in a pack: everything about it but its tensors. */
export class Member {
  readonly input: StageInput;
  readonly hooks: StageHooks;
  readonly ended: Promise<StageOutcome>;
  #resolve!: (outcome: StageOutcome) => void;
  #reject!: (error: unknown) => void;
  #memory: StageMemory | null = null;
  #order: BatchOrder | null = null;
  #lastCheckpoint = performance.now();
  /** Members trained with it, itself included: now, and at most. */
  #together = 1;
  #company = 1;

  constructor(input: StageInput, hooks: StageHooks) {
    this.input = input;
    this.hooks = hooks;
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get spec(): StageSpec {
    return this.input.spec;
  }
  get memory(): StageMemory {
    return this.#memory!;
  }
  /** Iterations done. */
  get iteration(): number {
    return this.memory.iteration;
  }
  get iterations(): number {
    return this.spec.trial.configuration.iterations as number;
  }
  get isTrained(): boolean {
    return this.iteration >= this.iterations;
  }
  /** Whether the next step's loss is a point of its curve. */
  get wantsLoss(): boolean {
    return this.iteration % curveInterval(this.iterations) === 0 || this.iteration === this.iterations - 1;
  }
  get carriesScores(): boolean {
    return strategyByName(this.spec.trial.strategy).carriesScores;
  }

  begin(memory: StageMemory, trainSize: number): void {
    this.#memory = memory;
    const batchSize = this.spec.trial.configuration.batch_size as number;
    this.#order = createBatchOrder(this.spec.seed, this.spec.task, trainSize, batchSize);
    this.#lastCheckpoint = performance.now();
  }

  shareWith(members: number): void {
    this.#together = members;
    this.#company = Math.max(this.#company, members);
  }

  /** Row numbers of the next batch. */
  nextRows(): Uint32Array {
    return this.#order!.rows(this.iteration);
  }

  pushPoint(point: CurvePoint): void {
    this.memory.curve.push(point);
    this.progress();
  }

  /** Says how far it is. */
  progress(): void {
    const loss = this.memory.curve.at(-1)?.loss ?? 0;
    this.hooks.onProgress?.({ iteration: this.iteration, of: this.iterations, loss, packed: this.#together });
  }

  isCheckpointDue(now: number): boolean {
    return now - this.#lastCheckpoint > this.hooks.checkpointEverySeconds * 1000 && !this.isTrained;
  }

  async saveMidway(arrays: NamedArrays): Promise<void> {
    await this.hooks.saveCheckpoint?.(packStage(this.spec, 'midway', arrays, this.memory), this.iteration);
    this.#lastCheckpoint = performance.now();
  }

  /** Also before it has begun. */
  interrupted(): void {
    this.#resolve({ kind: 'interrupted', iteration: this.#memory?.iteration ?? 0 });
  }

  /** Interrupted while it was measured: midway, with every iteration done. */
  async interruptAtEnd(arrays: NamedArrays): Promise<void> {
    try {
      await this.saveMidway(arrays);
      this.interrupted();
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    this.#reject(error);
  }

  /**
   * Ends with a result.
   * @param scores null if it diverged
   * @param arrays as of a mid-stage checkpoint; the final one keeps what later tasks need
   */
  finish(
    scores: (Scores & { readonly drift: readonly NamedArray[] }) | null,
    arrays: NamedArrays,
    evaluationSeconds: number,
  ): void {
    const { hooks, memory } = this;
    const measured = scores !== null && [scores.val, scores.test].flat().every(Number.isFinite);
    const device = hooks.backend?.device ?? 'unknown';
    const result: StageResult = {
      task: this.spec.task,
      outcome: measured ? 'complete' : 'diverged',
      val: measured ? scores.val : [],
      test: measured ? scores.test : [],
      weightDrift: measured ? scores.weightDrift : [],
      finalLoss: memory.curve.at(-1)?.loss ?? 0,
      iterations: memory.iteration,
      curve: memory.curve,
      trainSeconds: memory.seconds,
      evaluationSeconds,
      backend: hooks.backend?.name ?? (tf.getBackend() as BackendName),
      device: this.#company > 1 ? `${device}, packed by ${this.#company}` : device,
    };
    const done: StageMemory = {
      ...memory,
      drift: scores?.drift ?? memory.drift,
      val: result.val,
      test: result.test,
    };
    this.#resolve({
      kind: 'finished',
      result,
      checkpoint: packStage(this.spec, 'final', finalArrays(arrays), done),
    });
  }
}

/** Theta_h and all embeddings, this task's behind those of the tasks before. */
function finalArrays({ theta, task_embeddings: before, embedding }: NamedArrays): NamedArrays {
  const size = embedding!.data.length;
  const data = new Float32Array(before!.data.length + size);
  data.set(before!.data);
  data.set(embedding!.data, before!.data.length);
  return { theta: theta!, task_embeddings: { shape: [data.length / size, size], data } };
}
