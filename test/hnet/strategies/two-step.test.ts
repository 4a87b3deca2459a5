/** The order of one iteration (hnet-spec 1.3), taken once more by hand in double precision. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { resolveConfiguration } from '../../../hnet/configuration/resolve.ts';
import type { Hypernetwork } from '../../../hnet/model/hypernetwork.ts';
import { HnetLearner } from '../../../hnet/strategies/hnet-learner.ts';
import { hnetOptions } from '../../../hnet/strategies/hnet-options.ts';
import type { Batch, NamedArrays } from '../../../hnet/strategies/strategy.types.ts';
import type { Configuration } from '../../../hnet/types.ts';
import { BACKENDS } from '../../support/backends.ts';
import {
  differences,
  naiveGenerate,
  naiveMlp,
  naiveRegulariser,
  normals,
  relativeError,
} from '../../support/naive-hnet.ts';

const RATE = 0.01;
const EMBEDDING_RATE = 0.03;
const BETA = 5;
const GIVEN: Configuration = {
  beta: BETA,
  learning_rate: RATE,
  embedding_learning_rate: EMBEDDING_RATE,
  chunked: true,
  chunk_size: 4,
  chunk_embedding_size: 2,
  task_embedding_size: 2,
  hidden_layers: [3],
  activation: 'elu',
  target_layers: [3], // 1-3-1: ten weights, three chunks, a surplus of two
};
const INPUTS = normals('inputs', 6);
const GOALS = normals('goals', 6);
const batch = (): Batch => ({
  x: tf.tensor2d(INPUTS, [6, 1]),
  labels: { kind: 'values', values: tf.tensor2d(GOALS, [6, 1]) },
});

function learnerOf(given: Configuration, strategy = 'hnet'): HnetLearner {
  const benchmark = resolveBenchmark('polynomials');
  const configuration = resolveConfiguration(benchmark, strategy, given);
  const context = { benchmark, configuration, seed: 3, onWarning: () => undefined };
  return new HnetLearner(context, hnetOptions(configuration), false);
}

/** Adam in double precision, for one vector. */
class Adam {
  readonly #rate: number;
  #m: Float64Array;
  #v: Float64Array;
  #k = 0;

  constructor(rate: number, size: number) {
    this.#rate = rate;
    this.#m = new Float64Array(size);
    this.#v = new Float64Array(size);
  }

  /** The change it would make. */
  candidate(gradient: Float64Array, k = this.#k + 1): Float64Array {
    const rate = (this.#rate * Math.sqrt(1 - 0.999 ** k)) / (1 - 0.9 ** k);
    return gradient.map((g, i) => {
      const m = 0.9 * this.#m[i]! + 0.1 * g;
      const v = 0.999 * this.#v[i]! + 0.001 * g ** 2;
      return (-rate * m) / (Math.sqrt(v) + 1e-8);
    });
  }

  step(gradient: Float64Array): Float64Array {
    const change = this.candidate(gradient);
    this.#m = this.#m.map((m, i) => 0.9 * m + 0.1 * gradient[i]!);
    this.#v = this.#v.map((v, i) => 0.999 * v + 0.001 * gradient[i]! ** 2);
    this.#k += 1;
    return change;
  }
}

const plus = (a: ArrayLike<number>, b: ArrayLike<number>): Float64Array =>
  Float64Array.from(a, (value, i) => value + b[i]!);

/** The task loss: mean squared error of the generated target network. */
function taskLoss(hypernetwork: Hypernetwork, theta: ArrayLike<number>, e: ArrayLike<number>): number {
  const weights = naiveGenerate(hypernetwork, theta, e);
  let sum = 0;
  for (let i = 0; i < 6; i += 1)
    sum += (naiveMlp([1, 3, 1], 'sigmoid', weights, 0, [INPUTS[i]!])[0]! - GOALS[i]!) ** 2;
  return sum / 6;
}

/** What the learner should hold after some iterations on task 2, from the state it began with. */
function byHand(hypernetwork: Hypernetwork, start: NamedArrays, iterations: number, lookahead: boolean) {
  const snapshot = start.theta_snapshot!.data;
  const old = [0, 1].map((task) => start.task_embeddings!.data.slice(2 * task, 2 * task + 2));
  let theta: Float64Array = Float64Array.from(start.theta!.data);
  let e: Float64Array = Float64Array.from(start.embedding!.data);
  const [thetaAdam, embeddingAdam] = [new Adam(RATE, theta.length), new Adam(EMBEDDING_RATE, e.length)];
  for (let i = 0; i < iterations; i += 1) {
    const task = differences((t) => taskLoss(hypernetwork, t, e), theta);
    const ofEmbedding = differences((x) => taskLoss(hypernetwork, theta, x), e);
    const ahead = lookahead ? plus(theta, thetaAdam.candidate(task)) : theta;
    const reg = differences((t) => BETA * naiveRegulariser(hypernetwork, snapshot, t, old), ahead);
    e = plus(e, embeddingAdam.step(ofEmbedding));
    theta = plus(theta, thetaAdam.step(plus(task, reg)));
  }
  return { theta, e };
}

describe.each(BACKENDS)('on %s', (backend) => {
  let learner: HnetLearner;
  beforeAll(async () => {
    await selectBackend(backend);
  });
  afterEach(() => learner.dispose());

  /** Two tasks behind it, a few steps each, and the third begun. */
  async function atTaskTwo(given: Configuration): Promise<NamedArrays> {
    learner = learnerOf(given);
    for (const task of [0, 1, 2]) {
      learner.beginTask(task);
      if (task < 2) {
        for (let i = 0; i < 3; i += 1) learner.step(batch(), i, false);
        await learner.endTask();
      }
    }
    return learner.save('midway');
  }

  test.each([true, false])(
    'three iterations are the two-step optimisation (lookahead %s)',
    async (lookahead) => {
      const start = await atTaskTwo({ ...GIVEN, lookahead });
      for (let i = 0; i < 3; i += 1) learner.step(batch(), i, false);
      const found = await learner.save('midway');
      const expected = byHand(learner.hypernetwork, start, 3, lookahead);
      const moved = (array: ArrayLike<number>, name: string): Float64Array =>
        Float64Array.from(array, (value, i) => value - start[name]!.data[i]!);
      expect(relativeError(moved(found.theta!.data, 'theta'), moved(expected.theta, 'theta'))).toBeLessThan(
        5e-3,
      );
      expect(
        relativeError(moved(found.embedding!.data, 'embedding'), moved(expected.e, 'embedding')),
      ).toBeLessThan(5e-3);
      // The two variants are apart by more than the tolerance, so the test tells them from each other.
      const other = byHand(learner.hypernetwork, start, 3, !lookahead);
      expect(relativeError(moved(found.theta!.data, 'theta'), moved(other.theta, 'theta'))).toBeGreaterThan(
        5e-2,
      );
    },
  );

  test('both optimisers are fresh at the start of a task', async () => {
    const start = await atTaskTwo(GIVEN);
    for (const name of ['theta', 'embedding'])
      for (const moment of ['first_moment', 'second_moment'])
        expect(start[`${name}.${moment}`]!.data.every((value) => value === 0)).toBe(true);
    learner.step(batch(), 0, false);
    const { 'theta.first_moment': first, 'theta.second_moment': second } = await learner.save('midway');
    // After one step m = 0.1 g and v = 0.001 g^2, with g the summed gradient.
    const fromFirst = first!.data.map((m) => 0.001 * (m / 0.1) ** 2);
    expect(relativeError(second!.data, fromFirst)).toBeLessThan(1e-5);
  });

  test('the embedding learns from the task loss alone', async () => {
    const trained: (readonly number[])[] = [];
    let common: NamedArrays | null = null;
    for (const beta of [BETA, 1000]) {
      const start = await atTaskTwo({ ...GIVEN, beta });
      // Both start from the state that training with the first beta led to.
      common ??= start;
      learner.restore(common, { task: 2, midway: true, steps: 0 });
      learner.step(batch(), 0, false);
      const { embedding, theta } = await learner.save('midway');
      trained.push([...embedding!.data], [...theta!.data]);
      if (beta === BETA) learner.dispose();
    }
    const [embedding, theta, embeddingStrong, thetaStrong] = trained;
    expect(embeddingStrong).toEqual(embedding);
    expect(thetaStrong).not.toEqual(theta);
  });

  test('K of at least t tasks is all of them, and fewer is not', async () => {
    const losses: Record<string, number[]> = {};
    for (const k of [1, 2, 7, -1]) {
      await atTaskTwo({ ...GIVEN, regularised_tasks: k });
      losses[k] = [];
      for (let i = 0; i < 8; i += 1) {
        const { task, regulariser } = learner.step(batch(), i, true)!;
        losses[k].push(regulariser!.dataSync()[0]!);
        tf.dispose([task, regulariser!]);
      }
      if (k !== -1) learner.dispose();
    }
    expect(losses['2']).toEqual(losses['-1']);
    expect(losses['7']).toEqual(losses['-1']);
    expect(losses['1']).not.toEqual(losses['-1']);
  });
});
