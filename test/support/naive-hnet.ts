/**
 * HNET once more, written as the paper has it: plain loops in double precision, gradients by central differences. Slow,
 * short, and sharing no arithmetic with `hnet/`: what the hand-written gradients are compared with.
 */
import type { Activation } from '../../hnet/model/activation.ts';
import type { Hypernetwork } from '../../hnet/model/hypernetwork.ts';
import { randomStream } from '../../hnet/random.ts';

type Numbers = ArrayLike<number>;

/** `size` normal numbers of a name, rounded to float32 so that both sides start from the same. */
export function normals(name: string, size: number, std = 1): Float32Array {
  const stream = randomStream(7, name);
  return Float32Array.from({ length: size }, () => std * stream.normal());
}

function activate(kind: Activation, x: number): number {
  if (kind === 'relu') return Math.max(0, x);
  if (kind === 'sigmoid') return 1 / (1 + Math.exp(-x));
  if (kind === 'elu') return x > 0 ? x : Math.expm1(x);
  return x;
}

/**
 * A perceptron with a linear last layer; its weights W1, b1, W2 ... lie flat in `weights` from `at` on: [out, in], as of
 * target networks, or [in, out], as of hypernetworks.
 */
export function naiveMlp(
  widths: readonly number[],
  activation: Activation,
  weights: Numbers,
  at: number,
  input: Numbers,
  order: 'out-in' | 'in-out' = 'out-in',
): number[] {
  let x = Array.from(input);
  let from = at;
  for (let layer = 0; layer + 1 < widths.length; layer += 1) {
    const [inputs, outputs] = [widths[layer]!, widths[layer + 1]!];
    const kind = layer + 2 < widths.length ? activation : 'linear';
    const before = x;
    x = Array.from({ length: outputs }, (_, out) => {
      let sum = weights[from + inputs * outputs + out]!;
      for (let i = 0; i < inputs; i += 1)
        sum += before[i]! * weights[from + (order === 'out-in' ? out * inputs + i : i * outputs + out)]!;
      return activate(kind, sum);
    });
    from += (inputs + 1) * outputs;
  }
  return x;
}

/** f_h(e, Theta_h): chunk after chunk from [e ; c_i], the surplus cut off. */
export function naiveGenerate(hypernetwork: Hypernetwork, theta: Numbers, embedding: Numbers): number[] {
  const { chunks, chunkSize, chunkEmbeddingSize, hiddenLayers, activation, targetSize } = hypernetwork;
  const widths = [embedding.length + chunkEmbeddingSize, ...hiddenLayers, chunkSize];
  const rows = Array.from({ length: chunks }, (_, chunk) => {
    const own = Array.from({ length: chunkEmbeddingSize }, (_, i) => theta[chunk * chunkEmbeddingSize + i]!);
    const input = [...Array.from(embedding), ...own];
    return naiveMlp(widths, activation, theta, chunks * chunkEmbeddingSize, input, 'in-out');
  });
  return rows.flat().slice(0, targetSize);
}

/** R = 1/|S| sum_{j in S} sum over all weights of (f_h(e_j, Theta*) - f_h(e_j, Theta))^2, weighted by masks if given. */
export function naiveRegulariser(
  hypernetwork: Hypernetwork,
  snapshot: Numbers,
  theta: Numbers,
  embeddings: readonly Numbers[],
  masks?: readonly Numbers[],
): number {
  const sums = embeddings.map((embedding, j) => {
    const goal = naiveGenerate(hypernetwork, snapshot, embedding);
    const now = naiveGenerate(hypernetwork, theta, embedding);
    return goal.reduce((sum, value, i) => sum + (masks?.[j]![i] ?? 1) * (value - now[i]!) ** 2, 0);
  });
  return sums.reduce((a, b) => a + b, 0) / embeddings.length;
}

/** Mean softmax cross-entropy of logits [from, from + size) of a target network. */
export function naiveCrossEntropy(
  widths: readonly number[],
  activation: Activation,
  weights: Numbers,
  rows: readonly Numbers[],
  labels: readonly number[],
  head: { readonly from: number; readonly size: number },
): number {
  const losses = rows.map((row, i) => {
    const logits = naiveMlp(widths, activation, weights, 0, row).slice(head.from, head.from + head.size);
    return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - logits[labels[i]!]!;
  });
  return losses.reduce((a, b) => a + b, 0) / rows.length;
}

/** Gradient of a function of many numbers, by central differences. */
export function differences(f: (x: Float64Array) => number, at: Numbers): Float64Array {
  const step = 1e-5;
  const x = Float64Array.from(at);
  return x.map((value, i) => {
    x[i] = value + step;
    const above = f(x);
    x[i] = value - step;
    const below = f(x);
    x[i] = value;
    return (above - below) / (2 * step);
  });
}

/** ||a - b|| / ||b||, or ||a|| where b is zero; infinite for different lengths. */
export function relativeError(a: Numbers, b: Numbers): number {
  if (a.length !== b.length) return Infinity;
  let difference = 0;
  let size = 0;
  for (let i = 0; i < a.length; i += 1) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return Math.sqrt(size === 0 ? difference : difference / size);
}
