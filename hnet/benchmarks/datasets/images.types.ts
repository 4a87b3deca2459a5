/** A labelled set of images, one byte a pixel and channel. */
export interface ImageSet {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** 1: grey; 3: red, green, blue. */
  readonly channels: number;
  /** [count, rows * columns * channels], channels last, 0..255. */
  readonly pixels: Uint8Array;
  /** Class of each image. */
  readonly labels: Uint8Array;
}

/** A data set as published: a training and a test part. */
export interface ImageDataset {
  readonly train: ImageSet;
  readonly test: ImageSet;
}
