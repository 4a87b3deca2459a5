import * as tf from '@tensorflow/tfjs-core';
import { loadPolynomials } from '../benchmarks/polynomials.ts';
import { resolveBenchmark } from '../benchmarks/resolve.ts';
import { resolveConfiguration } from '../configuration/resolve.ts';
import { Pack } from '../packed/pack.ts';
import { randomStream } from '../random.ts';
import { strategyByName } from '../strategies/index.ts';
import type { Batch } from '../strategies/strategy.types.ts';
import { readSafetensors } from '../training/safetensors.ts';
import { nextTurn } from '../training/stage.ts';
import type { CheckpointBytes, StageInput } from '../training/stage.types.ts';
import type { Configuration } from '../types.ts';
import { cpu } from './cpu.ts';

/** Largest relative distance between a short training here and on the cpu backend. */
export const TRAINING_TOLERANCE = 1e-4;

const STEPS_PER_TASK = 5;
const ROWS = 16;

/**
 * A small hypernetwork whose regulariser takes its plain form over one task and its Gram form over two (`estimateCost`): a
 * backend is trusted with both.
 */
export const SELF_CHECK: Configuration = {
  ...{ target_layers: [6], chunk_size: 700, task_embedding_size: 4, chunk_embedding_size: 3 },
  hidden_layers: [7, 5],
};

const TASKS = [0, 1, 2];

/** Likewise for packs. */
const PACK_CHECK: Configuration = {
  ...{
    chunked: true,
    chunk_size: 60,
    chunk_embedding_size: 3,
    task_embedding_size: 4,
    hidden_layers: [7, 5],
  },
  ...{ iterations: STEPS_PER_TASK, batch_size: ROWS },
};

/**
 * Whether the current backend computes rightly: products and an activation against numbers worked out by hand, then a
 * short training of a small chunked hypernetwork with both forms of its regulariser, and one of two packed together, against
 * the same on the cpu backend. Leaves the cpu backend current.
 * @returns the trainings' relative error, the larger
 * @throws with what was expected and found
 */
export async function selfCheck(): Promise<number> {
  await checkKnownValues();
  const here = await trainBriefly();
  const packed = await trainTwo();
  await cpu.open({ threads: null, explicit: true });
  const reference = await trainBriefly();
  const packedReference = await trainTwo();
  const error = Math.max(relativeDistance(here, reference), relativeDistance(packed, packedReference));
  if (!(error <= TRAINING_TOLERANCE))
    throw new Error(
      `a short training is off by ${error.toExponential(1)}, allowed ${TRAINING_TOLERANCE.toExponential(0)}`,
    );
  return error;
}

/** Forward and gradient of a layer: x [2, 2] by w [2, 2], then relu. */
async function checkKnownValues(): Promise<void> {
  const x = tf.tensor2d([1, -2, 3, 4], [2, 2]);
  const w = tf.tensor2d([1, 2, -1, 0.5], [2, 2]);
  const product = tf.matMul(x, w); // [[3, 1], [-1, 8]]
  const out = tf.relu(product);
  const slope = tf.step(product); // [[1, 1], [0, 1]]
  const gradient = tf.matMul(x, slope, true, false); // [[1, 4], [-2, 2]]
  const tensors = [x, w, product, out, slope, gradient];
  const known: [string, tf.Tensor, number[]][] = [
    ['a layer', out, [3, 1, 0, 8]],
    ["a layer's gradient", gradient, [1, 4, -2, 2]],
  ];
  for (const [what, tensor, expected] of known) {
    const found = [...(await tensor.data<'float32'>())];
    if (found.some((value, i) => Math.abs(value - expected[i]!) > 1e-5))
      throw new Error(`${what} is [${found.join(', ')}], expected [${expected.join(', ')}]`);
  }
  tf.dispose(tensors);
}

/** A few steps on each task, on fixed random data; the weights generated for all of them. */
async function trainBriefly(): Promise<Float32Array> {
  const benchmark = resolveBenchmark('split-mnist');
  const configuration = resolveConfiguration(benchmark, 'hnet', SELF_CHECK);
  const learner = strategyByName('hnet').createLearner({
    benchmark,
    configuration,
    seed: 1,
    onWarning: () => undefined,
  });
  try {
    for (const task of TASKS) {
      await learner.beginTask(task);
      for (let step = 0; step < STEPS_PER_TASK; step += 1) {
        const batch = randomBatch(task, step);
        learner.step(batch, step, false);
        tf.dispose(Object.values(batch.labels).filter((value) => value instanceof tf.Tensor));
        batch.x.dispose();
      }
      await learner.endTask();
    }
    const weights: number[] = [];
    for (const task of TASKS) {
      const predictor = learner.predictor(task);
      weights.push(...(await predictor.weights.data()));
      predictor.dispose();
    }
    return Float32Array.from(weights);
  } finally {
    learner.dispose();
  }
}

/** Two small hypernetworks through two stages, as a pack: their weights in the end. */
async function trainTwo(): Promise<Float32Array> {
  const spec = resolveBenchmark('polynomials');
  const benchmark = loadPolynomials(spec);
  const configuration = resolveConfiguration(spec, 'hnet', PACK_CHECK);
  const hooks = { checkpointEverySeconds: Infinity };
  let previous: readonly (CheckpointBytes | null)[] = [null, null];
  for (const task of [0, 1]) {
    const inputs = previous.map((checkpoint, i): StageInput => ({
      spec: { trial: { benchmark: spec, strategy: 'hnet', configuration }, seed: i + 1, task },
      ...{ previous: checkpoint, resume: null, dataDir: null },
    }));
    const pack = new Pack(benchmark);
    const outcomes = await Promise.all(inputs.map((input) => pack.train(input, hooks)));
    previous = outcomes.map((outcome) => (outcome.kind === 'finished' ? outcome.checkpoint : null));
  }
  // The last pack clears up after its members have ended.
  await nextTurn();
  const thetas = previous.map((bytes) => readSafetensors(bytes!).arrays.theta!.data);
  return Float32Array.from(thetas.flatMap((theta) => [...theta]));
}

function randomBatch(task: number, step: number): Batch {
  const stream = randomStream(1, 'self-check', task, step);
  const x = Float32Array.from({ length: ROWS * 784 }, () => stream.uniform());
  const oneHot = new Float32Array(ROWS * 2);
  for (let row = 0; row < ROWS; row += 1) oneHot[row * 2 + stream.integer(2)] = 1;
  return {
    x: tf.tensor2d(x, [ROWS, 784]),
    labels: { kind: 'classes', oneHot: tf.tensor2d(oneHot, [ROWS, 2]) },
  };
}

/** ||a - b|| / ||b||. */
function relativeDistance(a: Float32Array, b: Float32Array): number {
  let difference = 0;
  let size = 0;
  b.forEach((value, i) => {
    difference += (a[i]! - value) ** 2;
    size += value ** 2;
  });
  return Math.sqrt(difference / size);
}
