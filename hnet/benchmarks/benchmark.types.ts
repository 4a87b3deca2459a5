import type { RandomStream } from '../random.ts';
import type { BenchmarkSpec, ScoreKind } from '../types.ts';
import type { DownloadProgress } from './datasets/files.ts';

/** The three parts of a task's data. */
export type SplitName = 'train' | 'val' | 'test';

/**
 * One task's data, ready for batches. Inputs are float32 rows of `inputSize`; labels are class indices within the
 * task, 0..k-1, or regression targets.
 */
export interface TaskData {
  readonly trainSize: number;
  readonly valSize: number;
  readonly testSize: number;
  /**
   * Copies the given rows, normalised and permuted, into `inputs` [rows, inputSize] and `labels` [rows].
   * @param augment draws of this batch, to alter images at random where the benchmark knows how; null or absent: as they are
   */
  readonly batch: (
    split: SplitName,
    rows: Uint32Array | readonly number[],
    inputs: Float32Array,
    labels: Int32Array | Float32Array,
    augment?: RandomStream | null,
  ) => void;
}

/** A sequence of tasks. */
export interface Benchmark {
  readonly spec: BenchmarkSpec;
  readonly kind: ScoreKind;
  readonly inputSize: number;
  /** Classes per task, k, or the output dimension of a regression. */
  readonly outputs: number;
  /** Data of task `index`, 0-based. */
  task(index: number): TaskData;
}

/** Loads a benchmark's data; `dataDir` null means the cache. */
export type LoadBenchmark = (
  spec: BenchmarkSpec,
  dataDir: string | null,
  onDownload?: DownloadProgress,
) => Promise<Benchmark>;
