import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permutation, randomStream, sampleWithoutReplacement } from '../../hnet/random.ts';

describe('random streams', () => {
  test('a name gives the same numbers for ever: checkpoints and stage keys rest on it', () => {
    const stream = randomStream(1, 'batches', 2, 3);
    expect([stream.uniform(), stream.integer(1000), stream.normal()]).toEqual([
      0.13881167541426476, 94, 0.08408519081169004,
    ]);
  });

  test('streams of different names or seeds differ', () => {
    const first = (seed: number, ...name: (string | number)[]): number =>
      randomStream(seed, ...name).uniform();
    const values = [first(1, 'a', 0), first(1, 'a', 1), first(1, 'b', 0), first(2, 'a', 0), first(1, 'a')];
    expect(new Set(values).size).toBe(values.length);
  });

  test('uniform and normal draws have their moments', () => {
    const stream = randomStream(5, 'moments');
    const draws = 40_000;
    const uniforms = Array.from({ length: draws }, () => stream.uniform());
    const normals = Array.from({ length: draws }, () => stream.normal());
    const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;
    expect(mean(uniforms)).toBeCloseTo(0.5, 2);
    expect(mean(uniforms.map((u) => (u - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(mean(normals))).toBeLessThan(0.02);
    expect(mean(normals.map((z) => z ** 2))).toBeCloseTo(1, 1);
    expect(mean(normals.map((z) => z ** 4))).toBeCloseTo(3, 0);
  });
});

describe('draws without replacement', () => {
  test('a permutation holds every index once', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 200 }), (seed, size) => {
        const order = permutation(randomStream(seed, 'p'), size);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
      }),
    );
  });

  test('a sample holds different indices in order, and all of them when more are asked for', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), fc.nat(60), (seed, size, count) => {
        const sample = sampleWithoutReplacement(randomStream(seed, 's'), size, count);
        expect(sample).toHaveLength(Math.min(size, count));
        expect(sample).toEqual([...new Set(sample)].sort((a, b) => a - b));
        expect(sample.every((index) => index >= 0 && index < size)).toBe(true);
      }),
    );
  });

  test('every pair of five is drawn equally often', () => {
    const stream = randomStream(3, 'pairs');
    const counts = new Map<string, number>();
    for (let i = 0; i < 10_000; i += 1) {
      const pair = sampleWithoutReplacement(stream, 5, 2).join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    expect(counts.size).toBe(10);
    // 1000 expected of each, standard deviation 30.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
