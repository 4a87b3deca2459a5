import * as tf from '@tensorflow/tfjs-core';
import { freshStatistics, type TargetNetwork } from '../model/target-network.ts';
import { fromHost, toHost } from './host-arrays.ts';
import type { NamedArray, NamedArrays } from './strategy.types.ts';

/** Which running statistics a task is predicted with: those of its own training, or the latest of all. */
export const STATISTICS_MODES = ['per-task', 'latest'] as const;
export type StatisticsMode = (typeof STATISTICS_MODES)[number];

/**
 * The running batch-norm statistics of a sequence of tasks (hnet-spec 3.4). `per-task` begins each task with fresh ones
 * and keeps a set for every task, chosen at test; `latest` goes on from task to task and predicts all with the last, as
 * an ordinary network does. Nothing happens for target networks without batch norm.
 */
export class TaskStatistics {
  readonly #target: TargetNetwork;
  readonly #mode: StatisticsMode;
  /** Of finished tasks, on the host. */
  readonly #frozen: Float32Array[] = [];
  /** Of the task in training [S]. */
  #running: tf.Tensor1D | null = null;
  #task = 0;

  constructor(target: TargetNetwork, mode: StatisticsMode) {
    this.#target = target;
    this.#mode = mode;
  }

  /** Of the task in training [S]; owned here, null without batch norm. */
  get running(): tf.Tensor1D | null {
    return this.#running;
  }

  begin(task: number): void {
    const fresh = freshStatistics(this.#target);
    if (fresh === null) return;
    this.#task = task;
    const before = this.#mode === 'latest' ? this.#frozen[task - 1] : undefined;
    this.#running?.dispose();
    this.#running = tf.tensor1d((before ?? fresh).slice());
  }

  /** Takes what a training pass gave in place of the running statistics. */
  move(next: tf.Tensor1D | null): void {
    if (next === null) return;
    this.#running?.dispose();
    this.#running = next;
  }

  async end(task: number): Promise<void> {
    if (this.#running === null) return;
    this.#frozen[task] = (await toHost(this.#running)).data;
    this.dispose();
  }

  /** What a task is predicted with [S]; the caller disposes it. Null without batch norm. */
  of(task: number): tf.Tensor1D | null {
    if (this.#target.statistics === null) return null;
    if (this.#running !== null && (task === this.#task || this.#mode === 'latest'))
      return this.#running.clone();
    return tf.tensor1d((this.#mode === 'latest' ? this.#frozen.at(-1)! : this.#frozen[task]!).slice());
  }

  /** `batch_norm_statistics` [tasks, S], and midway `running_statistics` [S]; nothing without batch norm. */
  async save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    const size = this.#target.statistics?.size;
    if (size === undefined) return {};
    const data = new Float32Array(this.#frozen.length * size);
    this.#frozen.forEach((values, task) => data.set(values, task * size));
    const arrays: Record<string, NamedArray> = {
      batch_norm_statistics: { shape: [this.#frozen.length, size], data },
    };
    if (scope === 'midway' && this.#running !== null) arrays.running_statistics = await toHost(this.#running);
    return arrays;
  }

  /** How many elements a checkpoint must have of each tensor. */
  sizes(at: { readonly task: number; readonly midway: boolean }): Record<string, number> {
    const size = this.#target.statistics?.size;
    if (size === undefined) return {};
    return { batch_norm_statistics: at.task * size, ...(at.midway ? { running_statistics: size } : {}) };
  }

  /** Takes up what `save` gave, its sizes checked. */
  restore(arrays: NamedArrays, at: { readonly task: number; readonly midway: boolean }): void {
    const size = this.#target.statistics?.size;
    if (size === undefined) return;
    const { data } = arrays.batch_norm_statistics!;
    for (let task = 0; task * size < data.length; task += 1)
      this.#frozen[task] = data.slice(task * size, (task + 1) * size);
    if (!at.midway) return;
    this.#task = at.task;
    this.move(fromHost(arrays.running_statistics!));
  }

  /** Frees the running statistics. */
  dispose(): void {
    this.#running?.dispose();
    this.#running = null;
  }
}
