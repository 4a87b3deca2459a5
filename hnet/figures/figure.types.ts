/** What figures of a trained hypernetwork are made of: plain numbers. */

/** Accuracy around a learnt task embedding, on a grid of a plane through it. */
export interface TaskLandscape {
  /** 0-based. */
  readonly task: number;
  /** Coordinates of the grid's columns and rows, relative to e_t, in units of the plane's axes. */
  readonly offsets: readonly number[];
  /** Score on the task's test set with the weights generated there: `scores[row][column]`. */
  readonly scores: readonly (readonly number[])[];
  /** Where the learnt embeddings of all tasks lie, projected on the plane, relative to e_t. */
  readonly learnt: readonly (readonly [number, number])[];
}

/** The landscape around every learnt embedding. */
export interface EmbeddingLandscape {
  readonly kind: 'embeddings';
  /**
   * `coordinates`: the embedding space itself, where it has two dimensions. `neighbours`: the plane through e_t, its
   * nearest learnt embedding (first axis) and the next one, orthogonalised; distances are those of the space.
   */
  readonly plane: 'coordinates' | 'neighbours';
  readonly tasks: readonly TaskLandscape[];
}

/** A regression beside what was to be learnt. */
export interface TaskFit {
  readonly task: number;
  readonly x: readonly number[];
  /** Noise-free. */
  readonly truth: readonly number[];
  /** What the network generated for this task gives after all tasks. */
  readonly fit: readonly number[];
  /** The noisy points that were trained on. */
  readonly train: readonly (readonly [x: number, y: number])[];
}

/** The fits of a regression benchmark. */
export interface RegressionFits {
  readonly kind: 'fits';
  readonly tasks: readonly TaskFit[];
}
