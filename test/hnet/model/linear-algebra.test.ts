import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { dense, product, productTransposed, transposedProduct } from '../../../hnet/model/linear-algebra.ts';
import type { BackendName } from '../../../hnet/types.ts';
import { hasTensorFlow } from '../../support/backends.ts';
import { normals, relativeError } from '../../support/naive-hnet.ts';

const matrix = (name: string, rows: number, columns: number): tf.Tensor2D =>
  tf.tensor2d(normals(name, rows * columns), [rows, columns]);

/** A B on the host, in double precision. */
function multiplied(a: tf.Tensor2D, b: tf.Tensor2D): number[] {
  const [x, y] = [a.arraySync(), b.arraySync()];
  return x.flatMap((row) => y[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * y[k]![j]!, 0)));
}

const backends: BackendName[] = hasTensorFlow ? ['tensorflow', 'wasm', 'cpu'] : ['wasm', 'cpu'];

describe.each(backends)('products on %s', (backend) => {
  afterEach(() => tf.setBackend('cpu'));

  // Those of which `productTransposed` turns some: rows of 4 KiB, a long sum, neither, and more rows than columns.
  test.each([
    [3, 7, 1024],
    [4, 33, 700],
    [4, 32, 700],
    [9, 5, 1024],
  ])('of %i rows, %i columns, a sum of %i', async (rows, columns, inner) => {
    await selectBackend(backend);
    const [a, b] = [matrix('a', rows, inner), matrix('b', inner, columns)];
    const [aT, bT, bias] = [tf.transpose(a), tf.transpose(b), tf.tensor1d(normals('bias', columns))];
    const expected = multiplied(a, b);
    const found = {
      product: product(a, b),
      transposedProduct: transposedProduct(aT, b),
      productTransposed: productTransposed(a, bT),
    };
    for (const [name, result] of Object.entries(found)) {
      expect(result.shape, name).toEqual([rows, columns]);
      expect(relativeError([...result.dataSync()], expected), name).toBeLessThan(1e-5);
    }
    const biases = bias.dataSync();
    const shifted = expected.map((value, i) => Math.max(0, value + biases[i % columns]!));
    for (const layer of [dense(a, b, bias, 'relu'), dense(a, bT, bias, 'relu', true)])
      expect(relativeError([...layer.dataSync()], shifted)).toBeLessThan(1e-5);
  });
});
