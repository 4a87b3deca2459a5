/** A labelled set of grey images, one byte a pixel. */
export interface ImageSet {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** [count, rows * columns], 0..255. */
  readonly pixels: Uint8Array;
  /** Class of each image. */
  readonly labels: Uint8Array;
}

/** A data set as published: a training and a test part. */
export interface ImageDataset {
  readonly train: ImageSet;
  readonly test: ImageSet;
}
