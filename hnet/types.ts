/** The plain records that cross the border of `hnet/`. Sweep-file words are snake_case, as users write them. */

/** Whether the task is told at test time (CL1), not told with a shared head (CL2), or must be inferred (CL3). */
export type Scenario = 'CL1' | 'CL2' | 'CL3';

/** What runs the tensors. */
export type BackendName = 'tensorflow-gpu' | 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';

/** A hyperparameter's value. Arrays are layer widths, e.g. `hidden_layers: [10, 10]`. */
export type ParameterValue = number | string | boolean | readonly number[];

/** One value for each hyperparameter that a user or sampler set; the rest take published defaults. */
export type Configuration = Readonly<Record<string, ParameterValue>>;

/** A benchmark as the sweep file names it, every default filled in. */
export interface BenchmarkSpec {
  readonly name:
    | 'polynomials'
    | 'random-polynomials'
    | 'permuted-mnist'
    | 'split-mnist'
    | 'permuted-fashion-mnist'
    | 'split-fashion-mnist'
    | 'split-cifar';
  readonly scenario: Scenario;
  /** Number of tasks, T. */
  readonly tasks: number;
  /** Samples held out of each benchmark's training set for validation (of the data set, not of each task). */
  readonly validation: number;
  /** At most this many training samples of each task are used; null uses all. */
  readonly trainLimit: number | null;
  /** Seed of everything about the data that is not the training: permutations, held-out indices, toy samples. */
  readonly dataSeed: number;
  /**
   * Which images: a published data set's files, or what is drawn here where no files can be had: digits (`glyphs`, in the
   * place of MNIST) and coloured textures (`patterns`, in the place of CIFAR).
   */
  readonly data: 'mnist' | 'fashion-mnist' | 'cifar' | 'glyphs' | 'patterns' | 'none';
}

/** Everything that fixes a training but its seed. */
export interface TrialSpec {
  readonly benchmark: BenchmarkSpec;
  readonly strategy: string;
  /** Fully resolved: every hyperparameter of the strategy has its value. */
  readonly configuration: Configuration;
}

/** One training on one task, from the checkpoint after task t-1 to the checkpoint after task t. */
export interface StageSpec {
  readonly trial: TrialSpec;
  readonly seed: number;
  /** 0-based task index, t. */
  readonly task: number;
}

/** What a stage says while it runs. */
export interface StageProgress {
  readonly iteration: number;
  readonly of: number;
  readonly loss: number;
  /** How many are trained together with it, itself included; absent if it is trained by itself. */
  readonly packed?: number;
}

/** A point of a learning curve. */
export interface CurvePoint {
  readonly iteration: number;
  /** Task loss on the batch. */
  readonly loss: number;
  /** beta * R on the batch; 0 where there is no regulariser. */
  readonly regulariser: number;
}

/** What a stage leaves behind besides its checkpoint: row t of the score matrices, and how it went. */
export interface StageResult {
  readonly task: number;
  readonly outcome: 'complete' | 'diverged';
  /**
   * Scores on the validation parts of tasks 0..t: accuracy in [0, 1], or mean squared error. Empty without validation
   * data. Of a diverged stage this and the next two are empty: there is nothing left to measure.
   */
  readonly val: readonly number[];
  /** Scores on the test sets of tasks 0..t. */
  readonly test: readonly number[];
  /**
   * Shares of samples of tasks 0..t that were taken for the right task, of validation and test sets; absent where the task
   * is told or the strategy infers none.
   */
  readonly valTaskInference?: readonly number[];
  readonly testTaskInference?: readonly number[];
  /** ||W_j(now) - W_j(just after task j)||_2 for j = 0..t. */
  readonly weightDrift: readonly number[];
  readonly finalLoss: number;
  readonly iterations: number;
  /** At most 200 points. */
  readonly curve: readonly CurvePoint[];
  /** Training time in seconds, summed over attempts; evaluation apart. */
  readonly trainSeconds: number;
  readonly evaluationSeconds: number;
  readonly backend: BackendName;
  readonly device: string;
}

/** Whether higher or lower scores are better: accuracies, or mean squared errors. */
export type ScoreKind = 'accuracy' | 'mse';

/** Parameter counts of a configuration (hnet-spec section 2.1), known before any training. */
export interface ParameterCounts {
  /** n_W: weights of the target network, all heads counted. */
  readonly target: number;
  /** N_C: chunks; 0 for a full hypernetwork. */
  readonly chunks: number;
  readonly hypernetworkMlp: number;
  readonly chunkEmbeddings: number;
  readonly taskEmbeddings: number;
  /** Weights of networks that are stored as they are, not generated; absent where there are none. */
  readonly network?: number;
  /** Numbers kept from task to task for training alone: importances, anchors, stored samples; absent without any. */
  readonly memory?: number;
  /**
   * Of the hypernetwork that generates the decoders of protected replay, with T - 1 embeddings; `target` is one decoder.
   * Needed for training alone; absent without replay of that kind.
   */
  readonly replay?: Omit<ParameterCounts, 'network' | 'memory' | 'replay'>;
  /** Everything that is stored for all T tasks in order to predict; `memory` is not among it. */
  readonly total: number;
  /** total / target. */
  readonly compressionRatio: number;
}
