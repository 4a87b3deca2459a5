import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { createHypernetwork, generate, type HypernetworkShape } from '../../../hnet/model/hypernetwork.ts';
import {
  hyperfanChunkVariance,
  hyperfanHeadVariance,
  initialiseTheta,
  type InitialisationOptions,
} from '../../../hnet/model/initialise.ts';
import { createLayout, mlpLayout, type Layout } from '../../../hnet/model/layout.ts';
import { randomStream } from '../../../hnet/random.ts';

/** Variance around zero. */
const variance = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
const part = (theta: Float32Array, layout: Layout, name: string): Float32Array => {
  const { offset, size } = layout.entries.find((entry) => entry.name === name)!;
  return theta.slice(offset, offset + size);
};
const options = (method: InitialisationOptions['method']): InitialisationOptions => ({
  method,
  chunkEmbeddingStd: 1,
  taskEmbeddingStd: 1,
});

const target = mlpLayout([50, 40, 20]); // W1 2000, b1 40, W2 800, b2 20
const shape: HypernetworkShape = {
  targetSize: target.size,
  chunkSize: 300,
  taskEmbeddingSize: 30,
  chunkEmbeddingSize: 40,
  hiddenLayers: [120, 150],
  activation: 'relu',
};

describe('Xavier', () => {
  const hypernetwork = createHypernetwork(shape);
  const theta = initialiseTheta(hypernetwork, target, randomStream(1, 'theta'), options('xavier'));

  test('matrices are uniform within sqrt(6 / (fan_in + fan_out)), biases are zero', () => {
    for (const [name, fanIn, fanOut] of [
      ['W1', 70, 120],
      ['W2', 120, 150],
      ['W3', 150, 300],
    ] as const) {
      const values = part(theta, hypernetwork.layout, name);
      const bound = Math.sqrt(6 / (fanIn + fanOut));
      expect(values.every((value) => Math.abs(value) <= bound)).toBe(true);
      expect(variance(values) / (bound ** 2 / 3)).toBeCloseTo(1, 1);
      expect(part(theta, hypernetwork.layout, `b${name[1]}`).every((value) => value === 0)).toBe(true);
    }
  });

  test('chunk embeddings are standard normal, not zeroed with the biases', () => {
    const values = part(theta, hypernetwork.layout, 'chunk_embeddings');
    expect(values).toHaveLength(10 * 40);
    expect(variance(values)).toBeGreaterThan(0.8);
    expect(variance(values)).toBeLessThan(1.2);
  });

  test('each head of a full hypernetwork has its own fan_out', () => {
    const full = createHypernetwork({ ...shape, chunkSize: null });
    const drawn = initialiseTheta(full, target, randomStream(1, 'theta'), options('xavier'));
    const heads = part(drawn, full.layout, 'W3'); // [150, n_W]
    for (const { offset, size } of target.entries) {
      const head = Float32Array.from(
        { length: 150 * size },
        (_, i) => heads[Math.floor(i / size) * target.size + offset + (i % size)]!,
      );
      const bound = Math.sqrt(6 / (150 + size));
      expect(head.every((value) => Math.abs(value) <= bound)).toBe(true);
      expect(variance(head) / (bound ** 2 / 3)).toBeCloseTo(1, 0);
      expect(Math.max(...head.subarray(0, 2000))).toBeGreaterThan(0.95 * bound);
    }
  });
});

describe('hyperfan for full hypernetworks (hnet-spec 2.2)', () => {
  test('head variances by the formulas', () => {
    // d = 150, V = 2: c / (d V) = 1 / 150.
    const head = (name: string, method: 'hyperfan-in' | 'hyperfan-out'): number =>
      hyperfanHeadVariance(target, name, 150, 2, method) * 150;
    expect(head('W1', 'hyperfan-in')).toBeCloseTo(1 / (2 * 50), 10);
    expect(head('W2', 'hyperfan-in')).toBeCloseTo(1 / (2 * 40), 10);
    expect(head('b1', 'hyperfan-in')).toBeCloseTo(1 / 2, 10);
    expect(head('W1', 'hyperfan-out')).toBeCloseTo(1 / 40, 10);
    expect(head('W2', 'hyperfan-out')).toBeCloseTo(1 / 20, 10);
    // Fan-in exceeds fan-out, so the bias variance would be negative: it is cut at zero.
    expect(head('b1', 'hyperfan-out')).toBe(0);
    const widening = mlpLayout([10, 40]);
    expect(hyperfanHeadVariance(widening, 'b1', 150, 2, 'hyperfan-out') * 150).toBeCloseTo(1 - 10 / 40, 10);
    // A kernel's window counts on both sides.
    const kernel = createLayout([{ name: 'W1', shape: [16, 3, 3, 3] }]);
    expect(hyperfanHeadVariance(kernel, 'W1', 150, 2, 'hyperfan-in') * 150).toBeCloseTo(1 / (2 * 27), 10);
    expect(hyperfanHeadVariance(kernel, 'W1', 150, 2, 'hyperfan-out') * 150).toBeCloseTo(1 / (16 * 9), 10);
  });

  describe('the generated weights have the variance that Kaiming would give them', () => {
    beforeAll(async () => {
      await selectBackend('cpu');
    });

    test.each([
      // Half of the signal's variance comes through the bias: W has 1 / fan_in rather than 2 / fan_in.
      ['hyperfan-in', { W1: 1 / 50, b1: 1, W2: 1 / 40, b2: 1 }],
      ['hyperfan-out', { W1: 2 / 40, W2: 2 / 20 }],
    ] as const)('%s', (method, expected) => {
      const full = createHypernetwork({ ...shape, chunkSize: null });
      const sums = new Map<string, number>();
      const draws = 24;
      for (let draw = 0; draw < draws; draw += 1) {
        const theta = initialiseTheta(full, target, randomStream(draw, 'theta'), options(method));
        const stream = randomStream(draw, 'e');
        const embedding = tf.tensor2d(
          Float32Array.from({ length: 30 }, () => stream.normal()),
          [1, 30],
        );
        const weights = generate(full, tf.tensor1d(theta), embedding).dataSync<'float32'>();
        for (const { name } of target.entries)
          sums.set(name, (sums.get(name) ?? 0) + variance(part(weights, target, name)) / draws);
      }
      for (const [name, value] of Object.entries(expected)) {
        const ratio = sums.get(name)! / value;
        expect(ratio, name).toBeGreaterThan(0.75);
        expect(ratio, name).toBeLessThan(1.35);
      }
    });
  });
});

describe('the hyperfan heuristic for chunked hypernetworks (hnet-spec 2.3)', () => {
  const hypernetwork = createHypernetwork(shape);

  test('a chunk of one tensor asks for its variance, a chunk of several for the mean by size', () => {
    // n_e = 30, n_c = 40, Var(e) = 0.01.
    const chunk = (index: number, method: 'hyperfan-in' | 'hyperfan-out') =>
      hyperfanChunkVariance(hypernetwork, target, index, 0.01, method);
    const wanted = (variance: number): number => (70 * variance - 30 * 0.01) / 40;
    expect(chunk(0, 'hyperfan-in').variance).toBeCloseTo(wanted(2 / 50), 10);
    expect(chunk(0, 'hyperfan-out').variance).toBeCloseTo(wanted(2 / 40), 10);
    // Chunk 6 holds 200 of W1, all 40 of b1 and 60 of W2.
    const mixed = (200 * (2 / 50) + 40 * (1 / (3 * 50)) + 60 * (2 / 40)) / 300;
    expect(chunk(6, 'hyperfan-in').variance).toBeCloseTo(wanted(mixed), 10);
    // The last chunk holds 140 of W2 and b2; its surplus counts for nothing.
    const last = (140 * (2 / 40) + 20 * (1 / (3 * 40))) / 160;
    expect(chunk(9, 'hyperfan-in').variance).toBeCloseTo(wanted(last), 10);
  });

  test('embeddings are drawn with it', () => {
    const quiet = { ...options('hyperfan-in'), taskEmbeddingStd: 0.1 };
    const theta = initialiseTheta(hypernetwork, target, randomStream(1, 'theta'), quiet);
    const first = part(theta, hypernetwork.layout, 'chunk_embeddings').slice(0, 6 * 40); // all of W1
    const wanted = (70 * (2 / 50) - 30 * 0.01) / 40;
    expect(variance(first) / wanted).toBeCloseTo(1, 0);
    expect(Math.max(...first.map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(3 * wanted));
    const hidden = part(theta, hypernetwork.layout, 'W2');
    expect(variance(hidden) / (2 / 120)).toBeCloseTo(1, 1);
  });

  test('a variance that would be negative is cut at 1e-5, and said', () => {
    const warnings: string[] = [];
    const loud = { ...options('hyperfan-in'), onWarning: (message: string) => warnings.push(message) };
    const theta = initialiseTheta(hypernetwork, target, randomStream(1, 'theta'), loud);
    expect(hyperfanChunkVariance(hypernetwork, target, 0, 1, 'hyperfan-in')).toEqual({
      variance: 1e-5,
      wasClipped: true,
    });
    expect(warnings).toEqual([expect.stringMatching(/10 of 10 chunk embeddings was clipped at 1e-5/)]);
    const embeddings = part(theta, hypernetwork.layout, 'chunk_embeddings');
    expect(Math.max(...embeddings.map(Math.abs))).toBeLessThanOrEqual(Math.sqrt(3e-5));
  });
});
