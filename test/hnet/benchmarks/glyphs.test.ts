import { expect, it } from 'vitest';
import { drawGlyphs, GLYPHS_SIZE } from '../../../hnet/benchmarks/datasets/glyphs.ts';
import type { ImageSet } from '../../../hnet/benchmarks/datasets/images.types.ts';

const glyphs = drawGlyphs();

it('has the shape of MNIST and about as many of each digit', () => {
  for (const part of ['train', 'test'] as const) {
    const set = glyphs[part];
    expect(set).toMatchObject({ count: GLYPHS_SIZE[part], rows: 28, columns: 28 });
    expect(set.pixels).toHaveLength(set.count * 784);
    const counts = Array.from({ length: 10 }, (_, digit) => set.labels.filter((l) => l === digit).length);
    for (const count of counts) expect(count / set.count).toBeCloseTo(0.1, 1);
  }
});

it('is the same from the same seed and another from another', () => {
  const same = drawGlyphs(0);
  expect(Buffer.compare(same.train.pixels, glyphs.train.pixels)).toBe(0);
  expect(Buffer.compare(drawGlyphs(1).test.pixels, glyphs.test.pixels)).not.toBe(0);
});

it('draws ink inside the picture, and no image twice', () => {
  const { test } = glyphs;
  const seen = new Set<string>();
  for (let i = 0; i < test.count; i += 1) {
    const image = test.pixels.subarray(i * 784, (i + 1) * 784);
    const dark = image.filter((pixel) => pixel > 128).length;
    expect(dark).toBeGreaterThan(15);
    expect(dark).toBeLessThan(300);
    seen.add(Buffer.from(image).toString('latin1'));
  }
  expect(seen.size).toBe(test.count);
});

it('can be learnt, but not by comparing with a mean image alone', () => {
  const accuracy = nearestMean(glyphs.train, glyphs.test);
  expect(accuracy).toBeGreaterThan(0.5);
  expect(accuracy).toBeLessThan(0.95);
});

/** Accuracy of the class whose mean training image is nearest. */
function nearestMean(train: ImageSet, test: ImageSet): number {
  const means = Array.from({ length: 10 }, () => new Float64Array(784));
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < train.count; i += 1) {
    counts[train.labels[i]!]! += 1;
    for (let p = 0; p < 784; p += 1) means[train.labels[i]!]![p]! += train.pixels[i * 784 + p]!;
  }
  const distance = (digit: number, image: number): number => {
    let sum = 0;
    for (let p = 0; p < 784; p += 1)
      sum += (test.pixels[image * 784 + p]! - means[digit]![p]! / counts[digit]!) ** 2;
    return sum;
  };
  let right = 0;
  const looked = 1000;
  for (let i = 0; i < looked; i += 1) {
    const distances = means.map((_, digit) => distance(digit, i));
    if (distances.indexOf(Math.min(...distances)) === test.labels[i]) right += 1;
  }
  return right / looked;
}
