import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { standardNormals } from '../../../hnet/replay/noise.ts';
import { ReplaySamples } from '../../../hnet/replay/replay-samples.ts';
import { createVae } from '../../../hnet/replay/vae.ts';
import { normals } from '../../support/naive-hnet.ts';
import { naiveDecode } from '../../support/naive-replay.ts';

const vae = createVae({
  inputs: 6,
  latentSize: 3,
  conditional: true,
  encoderLayers: [],
  decoderLayers: [5, 4],
});
const WEIGHTS = [0, 1].map((j) => normals(`decoder ${j}`, vae.decoder.size, 0.5));
const NAME = ['replay', 2] as const;

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  const open = (rows: number, derive?: (x: tf.Tensor2D) => tf.Tensor2D): ReplaySamples => {
    const decoders = WEIGHTS.map((weights, task) => ({
      weights: tf.tensor1d(weights),
      tasks: Array<number>(rows).fill(task),
    }));
    const samples = new ReplaySamples(vae, decoders, 5, NAME, derive);
    tf.dispose(decoders.map(({ weights }) => weights));
    return samples;
  };
  const rowsAt = (samples: ReplaySamples, iteration: number): number[][] => {
    const { x, derived } = samples.at(iteration);
    const rows = x.arraySync();
    tf.dispose(derived === null ? [x] : [x, derived]);
    return rows;
  };

  test.each([0, 1, 255, 256, 700])(
    'iteration %i has two rows of each decoder, one decoder after the other, of its own noise',
    (iteration) => {
      const samples = open(2);
      expect(samples.tasks).toEqual([0, 0, 1, 1]);
      const found = rowsAt(samples, iteration);
      const z = standardNormals(4 * 3, 5, ...NAME, iteration);
      found.forEach((row, i) => {
        const task = i < 2 ? 0 : 1;
        const expected = naiveDecode(vae, WEIGHTS[task]!, [...z.slice(i * 3, i * 3 + 3)], task);
        row.forEach((pixel, p) => expect(pixel).toBeCloseTo(expected[p]!, 5));
      });
      samples.dispose();
    },
  );

  test('an iteration is the same bit for bit whether those before it were sampled or not', () => {
    const [steady, resumed] = [open(3), open(3)];
    for (let iteration = 0; iteration < 175; iteration += 1) rowsAt(steady, iteration);
    for (const iteration of [175, 176]) expect(rowsAt(resumed, iteration)).toEqual(rowsAt(steady, iteration));
    steady.dispose();
    resumed.dispose();
  });

  test('what is derived of the samples goes with its rows', () => {
    const samples = open(2, (x) => tf.sum(x, 1, true));
    const { x, derived } = samples.at(300);
    const sums = x.arraySync().map((row) => row.reduce((a, b) => a + b, 0));
    derived!.arraySync().forEach(([sum], i) => expect(sum).toBeCloseTo(sums[i]!, 5));
    tf.dispose([x, derived!]);
    samples.dispose();
  });

  test('frees every tensor, and needs the decoders only to begin with', () => {
    const before = tf.memory().numTensors;
    const samples = open(2, (x) => tf.mul(x, 2));
    rowsAt(samples, 0);
    rowsAt(samples, 999);
    samples.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
