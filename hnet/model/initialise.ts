import type { RandomStream } from '../random.ts';
import type { Hypernetwork } from './hypernetwork.ts';
import type { Layout } from './layout.ts';

/** Initialisations of Theta_h (hnet-spec sections 1.7, 2.2, 2.3). */
export const INITIALISATIONS = ['xavier', 'hyperfan-in', 'hyperfan-out'] as const;
export type Initialisation = (typeof INITIALISATIONS)[number];

/** What an initialisation needs to know besides the shapes. */
export interface InitialisationOptions {
  readonly method: Initialisation;
  /** Standard deviation of chunk embeddings (std_normal_emb). */
  readonly chunkEmbeddingStd: number;
  /** Standard deviation of task embeddings (std_normal_temb); enters the hyperfan variances. */
  readonly taskEmbeddingStd: number;
  /** Called when a variance had to be clipped. */
  readonly onWarning?: (message: string) => void;
}

/** The relu constant of Kaiming's rule: hyperfan assumes rectified targets, as the reference does by default. */
const RELU_GAIN = 2;

/**
 * Draws Theta_h.
 *
 * `xavier`: matrices uniform in +-sqrt(6 / (fan_in + fan_out)), biases 0, chunk embeddings N(0, std^2). The heads of a
 * full hypernetwork have each their own fan_out. `hyperfan-in` and `hyperfan-out` (Chang et al.): for a full
 * hypernetwork the variances of the output heads are set so that the *generated* weights have Kaiming's variance; for
 * a chunked one the chunk embeddings' variance is.
 */
export function initialiseTheta(
  hypernetwork: Hypernetwork,
  target: Layout,
  stream: RandomStream,
  options: InitialisationOptions,
): Float32Array {
  const theta = new Float32Array(hypernetwork.layout.size);
  const full = hypernetwork.chunkEmbeddingSize === 0;
  const last = hypernetwork.layout.entries.at(-2)!;
  for (const { name, shape, offset, size } of hypernetwork.layout.entries) {
    if (name === 'chunk_embeddings') {
      fillNormal(theta, offset, size, stream, options.chunkEmbeddingStd);
    } else if (shape.length === 2) {
      const [fanIn, fanOut] = shape as [number, number];
      if (name === last.name && full) fillHeads(theta, offset, fanIn, hypernetwork, target, stream, options);
      else if (options.method === 'xavier')
        fillUniform(theta, offset, size, stream, Math.sqrt(6 / (fanIn + fanOut)));
      else fillUniform(theta, offset, size, stream, Math.sqrt((3 * RELU_GAIN) / fanIn));
    }
  }
  if (!full && options.method !== 'xavier') fillHyperfanChunks(theta, hypernetwork, target, stream, options);
  return theta;
}

/** The output heads of a full hypernetwork, side by side in one matrix [h, n_W]: each has its own variance. */
function fillHeads(
  theta: Float32Array,
  offset: number,
  width: number,
  hypernetwork: Hypernetwork,
  target: Layout,
  stream: RandomStream,
  options: InitialisationOptions,
): void {
  for (const tensor of target.entries) {
    const bound =
      options.method === 'xavier'
        ? Math.sqrt(6 / (width + tensor.size))
        : Math.sqrt(
            3 *
              hyperfanHeadVariance(target, tensor.name, width, options.taskEmbeddingStd ** 2, options.method),
          );
    for (let row = 0; row < width; row += 1)
      fillUniform(theta, offset + row * hypernetwork.targetSize + tensor.offset, tensor.size, stream, bound);
  }
}

/**
 * Variance of an output head's weights (hnet-spec 2.2), with targets that have biases.
 *
 * With f the fan-in of the generated matrix, d the head's input width and V the variance of the hypernetwork's input:
 * hyperfan-in: matrix c / (2 f d V), bias c / (2 d V); hyperfan-out: matrix c / (fan_out d V), bias
 * max(0, c (1 - f / fan_out) / (d V)).
 */
export function hyperfanHeadVariance(
  target: Layout,
  tensorName: string,
  width: number,
  inputVariance: number,
  method: 'hyperfan-in' | 'hyperfan-out',
): number {
  const matrix = target.entries.find((entry) => entry.name === `W${tensorName.slice(1)}`)!;
  const { fanIn, fanOut } = fansOf(matrix.shape);
  const isBias = tensorName.startsWith('b');
  const scale = RELU_GAIN / (width * inputVariance);
  if (method === 'hyperfan-in') return isBias ? scale / 2 : scale / (2 * fanIn);
  return isBias ? Math.max(0, scale * (1 - fanIn / fanOut)) : scale / fanOut;
}

/**
 * Chunk embeddings by the heuristic of hnet-spec 2.3: chunk i shall generate weights of the size-weighted mean of the
 * variances of the tensors it covers, Var(v): 2 / fan_in of matrices (2 / fan_out by hyperfan-out), 1 / (3 fan_in) of
 * biases. So Var(c_i) = max(1e-5, ((n_e + n_c) Var(v) - n_e Var(e)) / n_c).
 */
function fillHyperfanChunks(
  theta: Float32Array,
  hypernetwork: Hypernetwork,
  target: Layout,
  stream: RandomStream,
  options: InitialisationOptions,
): void {
  const { chunks, chunkEmbeddingSize } = hypernetwork;
  let clipped = 0;
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const { variance, wasClipped } = hyperfanChunkVariance(
      hypernetwork,
      target,
      chunk,
      options.taskEmbeddingStd ** 2,
      options.method === 'hyperfan-out' ? 'hyperfan-out' : 'hyperfan-in',
    );
    if (wasClipped) clipped += 1;
    fillUniform(theta, chunk * chunkEmbeddingSize, chunkEmbeddingSize, stream, Math.sqrt(3 * variance));
  }
  if (clipped > 0)
    options.onWarning?.(
      `hyperfan initialisation: the variance of ${clipped} of ${chunks} chunk embeddings was clipped at 1e-5, because ` +
        `the task embedding alone (variance ${options.taskEmbeddingStd ** 2}) already generates larger weights; ` +
        `lower task_embedding_std`,
    );
}

/** Variance of one chunk's embedding, and whether it had to be clipped. */
export function hyperfanChunkVariance(
  hypernetwork: Hypernetwork,
  target: Layout,
  chunk: number,
  taskEmbeddingVariance: number,
  method: 'hyperfan-in' | 'hyperfan-out',
): { variance: number; wasClipped: boolean } {
  const from = chunk * hypernetwork.chunkSize;
  const to = Math.min(from + hypernetwork.chunkSize, target.size);
  let weighted = 0;
  for (const entry of target.entries) {
    const covered = Math.min(to, entry.offset + entry.size) - Math.max(from, entry.offset);
    if (covered <= 0) continue;
    const matrix = target.entries.find((other) => other.name === `W${entry.name.slice(1)}`)!;
    const { fanIn, fanOut } = fansOf(matrix.shape);
    const ofMatrix = RELU_GAIN / (method === 'hyperfan-in' ? fanIn : fanOut);
    weighted += covered * (entry.name.startsWith('b') ? 1 / (3 * fanIn) : ofMatrix);
  }
  const wanted = weighted / (to - from);
  const nTask = hypernetwork.taskEmbeddingSize;
  const nChunk = hypernetwork.chunkEmbeddingSize;
  const variance = ((nTask + nChunk) * wanted - nTask * taskEmbeddingVariance) / nChunk;
  return { variance: Math.max(1e-5, variance), wasClipped: variance < 1e-5 };
}

/** Of a matrix [out, in] or a kernel [out, in, height, width], whose window counts on both sides, as in PyTorch. */
function fansOf([out, inputs, ...window]: readonly number[]): { fanIn: number; fanOut: number } {
  const area = window.reduce((product, side) => product * side, 1);
  return { fanIn: inputs! * area, fanOut: out! * area };
}

function fillUniform(
  out: Float32Array,
  offset: number,
  size: number,
  stream: RandomStream,
  bound: number,
): void {
  for (let i = 0; i < size; i += 1) out[offset + i] = bound * (2 * stream.uniform() - 1);
}

function fillNormal(
  out: Float32Array,
  offset: number,
  size: number,
  stream: RandomStream,
  std: number,
): void {
  for (let i = 0; i < size; i += 1) out[offset + i] = std * stream.normal();
}
