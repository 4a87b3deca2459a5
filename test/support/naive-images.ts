/**
 * Networks of images once more, in plain loops and double precision: what the hand-written gradients of
 * `hnet/model/images/` are compared with. Images are [height][width][channels].
 */
type Image = number[][][];
type Numbers = ArrayLike<number>;

/** A tensor inside flat weights, read in order. */
export class WeightReader {
  readonly #weights: Numbers;
  #at = 0;
  constructor(weights: Numbers) {
    this.#weights = weights;
  }
  next(size: number): number[] {
    this.#at += size;
    return Array.from({ length: size }, (_, i) => this.#weights[this.#at - size + i]!);
  }
}

export function naiveImage(pixels: Numbers, height: number, width: number, channels: number): Image {
  return Array.from({ length: height }, (_, i) =>
    Array.from({ length: width }, (_, j) =>
      Array.from({ length: channels }, (_, c) => pixels[(i * width + j) * channels + c]!),
    ),
  );
}

const map = (image: Image, f: (value: number, channel: number) => number): Image =>
  image.map((row) => row.map((place) => place.map(f)));

export const naiveRelu = (images: Image[]): Image[] =>
  images.map((image) => map(image, (v) => Math.max(0, v)));

/** 3 x 3 convolution with a bias, kernels [out, in, 3, 3]; `margin` zeros around, kernels centred at every `stride`-th place. */
export function naiveConvolution(
  images: Image[],
  reader: WeightReader,
  outputs: number,
  stride: number,
  margin: 0 | 1,
): Image[] {
  const inputs = images[0]![0]![0]!.length;
  const kernel = reader.next(9 * inputs * outputs);
  const bias = reader.next(outputs);
  return images.map((image) => {
    const [height, width] = [image.length, image[0]!.length];
    const count = (length: number): number => Math.floor((length + 2 * margin - 3) / stride) + 1;
    return Array.from({ length: count(height) }, (_, i) =>
      Array.from({ length: count(width) }, (_, j) =>
        Array.from({ length: outputs }, (_, out) => {
          let sum = bias[out]!;
          for (let u = 0; u < 3; u += 1)
            for (let v = 0; v < 3; v += 1) {
              const place = image[i * stride + u - margin]?.[j * stride + v - margin];
              if (place === undefined) continue;
              for (let c = 0; c < inputs; c += 1)
                sum += place[c]! * kernel[((out * inputs + c) * 3 + u) * 3 + v]!;
            }
          return sum;
        }),
      ),
    );
  });
}

/** Batch norm by the batch's own statistics, or by given ones; `seen` hears mean and unbiased variance. */
export function naiveBatchNorm(
  images: Image[],
  reader: WeightReader,
  given: { mean: Numbers; variance: Numbers } | null,
  seen?: (mean: number[], variance: number[]) => void,
): Image[] {
  const channels = images[0]![0]![0]!.length;
  const gamma = reader.next(channels);
  const beta = reader.next(channels);
  const values = Array.from({ length: channels }, (_, c) =>
    images.flatMap((image) => image.flatMap((row) => row.map((place) => place[c]!))),
  );
  const mean = values.map((of) => of.reduce((a, b) => a + b, 0) / of.length);
  const variance = values.map((of, c) => of.reduce((a, b) => a + (b - mean[c]!) ** 2, 0) / of.length);
  seen?.(
    mean,
    variance.map((v, c) => (v * values[c]!.length) / (values[c]!.length - 1)),
  );
  const use = given ?? { mean, variance };
  return images.map((image) =>
    map(image, (v, c) => (gamma[c]! * (v - use.mean[c]!)) / Math.sqrt(use.variance[c]! + 1e-5) + beta[c]!),
  );
}

/** Every `stride`-th place, zeros for new channels. */
export function naiveShortcut(images: Image[], stride: number, channels: number): Image[] {
  const before = images[0]![0]![0]!.length;
  const front = Math.floor((channels - before) / 2);
  return images.map((image) =>
    image
      .filter((_, i) => i % stride === 0)
      .map((row) =>
        row
          .filter((_, j) => j % stride === 0)
          .map((place) => Array.from({ length: channels }, (_, c) => place[c - front] ?? 0)),
      ),
  );
}

export const naiveSum = (a: Image[], b: Image[]): Image[] =>
  a.map((image, n) =>
    image.map((row, i) => row.map((place, j) => place.map((v, c) => v + b[n]![i]![j]![c]!))),
  );

export function naiveMaxPool(images: Image[]): Image[] {
  return images.map((image) =>
    Array.from({ length: Math.floor(image.length / 2) }, (_, i) =>
      Array.from({ length: Math.floor(image[0]!.length / 2) }, (_, j) =>
        image[2 * i]![2 * j]!.map((_, c) =>
          Math.max(...[0, 1].flatMap((u) => [0, 1].map((v) => image[2 * i + u]![2 * j + v]![c]!))),
        ),
      ),
    ),
  );
}

/** Mean over all places. */
export const naiveAverage = (images: Image[]): number[][] =>
  images.map((image) =>
    image[0]![0]!.map(
      (_, c) =>
        image.flatMap((row) => row.map((place) => place[c]!)).reduce((a, b) => a + b, 0) /
        (image.length * image[0]!.length),
    ),
  );

export function naiveDense(rows: number[][], reader: WeightReader, outputs: number): number[][] {
  const inputs = rows[0]!.length;
  const matrix = reader.next(inputs * outputs);
  const bias = reader.next(outputs);
  return rows.map((row) =>
    Array.from({ length: outputs }, (_, out) =>
      row.reduce((sum, value, i) => sum + value * matrix[out * inputs + i]!, bias[out]!),
    ),
  );
}

/** Mean cross-entropy of some logits against class probabilities [rows, size]. */
export function naiveSoftCrossEntropy(
  logits: number[][],
  head: { from: number; size: number },
  labels: number[][],
): number {
  const losses = logits.map((row, n) => {
    const own = row.slice(head.from, head.from + head.size);
    const top = Math.max(...own);
    const log = top + Math.log(own.reduce((sum, v) => sum + Math.exp(v - top), 0));
    return own.reduce((sum, v, k) => sum - labels[n]![k]! * (v - log), 0);
  });
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}
