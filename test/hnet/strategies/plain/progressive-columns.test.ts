import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { selectBackend } from '../../../../hnet/backend/index.ts';
import { parameterCounts } from '../../../../hnet/configuration/parameter-counts.ts';
import { resolveBenchmark } from '../../../../hnet/benchmarks/resolve.ts';
import { resolveConfiguration } from '../../../../hnet/configuration/resolve.ts';
import {
  columnGradient,
  columnLayers,
  columnLayout,
  predictColumn,
  type ColumnShape,
} from '../../../../hnet/strategies/plain/progressive-columns.ts';
import { differences, normals, relativeError } from '../../../support/naive-hnet.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

test('a column of two layers reads the hidden unit of the column before', () => {
  const shape: ColumnShape = { inputs: 1, hidden: [1], outputs: 1, activation: 'relu' };
  const columns = [
    [2, 1, 1, 0], // h = relu(2 x + 1); its own output is never looked at
    [-1, 0, 10, 100, 5], // h' = relu(-x); y = 10 h + 100 h' + 5
  ].map((weights, column) => columnLayers(tf.tensor1d(weights), columnLayout(shape, column)));
  const y = predictColumn(columns, tf.tensor2d([[3], [-0.25], [-2]]), 'relu');
  expect([...y.dataSync()]).toEqual([75, 35, 205]);
});

test('the gradient of the third of three columns is that of plain loops', () => {
  const shape: ColumnShape = { inputs: 3, hidden: [4, 2], outputs: 2, activation: 'sigmoid' };
  const layouts = [0, 1, 2].map((column) => columnLayout(shape, column));
  const weights = layouts.map(({ size }, column) => normals(`column ${column}`, size));
  const rows = [normals('a', 3), normals('b', 3)];
  const labels = [1, 0];

  const naiveLoss = (last: ArrayLike<number>): number => {
    const all = [weights[0]!, weights[1]!, last];
    const tensor = (column: number, name: string): { at: number; shape: readonly number[] } => {
      const { offset, shape } = layouts[column]!.entries.find((entry) => entry.name === name)!;
      return { at: offset, shape };
    };
    const losses = rows.map((row, n) => {
      /** Activations of every column, layer by layer. */
      let before: number[][] = [0, 1, 2].map(() => Array.from(row));
      for (let layer = 1; layer <= 3; layer += 1) {
        before = [0, 1, 2].map((column) => {
          const input = layer === 1 ? Array.from(row) : before.slice(0, column + 1).flat();
          const matrix = tensor(column, `W${layer}`);
          const bias = tensor(column, `b${layer}`);
          return Array.from({ length: matrix.shape[1]! }, (_, out) => {
            const sum = input.reduce(
              (part, value, i) => part + value * all[column]![matrix.at + i * matrix.shape[1]! + out]!,
              all[column]![bias.at + out]!,
            );
            return layer === 3 ? sum : 1 / (1 + Math.exp(-sum));
          });
        });
      }
      const logits = before[2]!;
      return Math.log(Math.exp(logits[0]!) + Math.exp(logits[1]!)) - logits[labels[n]!]!;
    });
    return (losses[0]! + losses[1]!) / 2;
  };

  const columns = weights.map((flat, column) => columnLayers(tf.tensor1d(flat), layouts[column]!));
  const { gradient, loss } = columnGradient(
    columns,
    tf.tensor2d(rows.map((row) => Array.from(row))),
    { kind: 'classes', oneHot: tf.tensor2d([[0, 1], [1, 0]]) }, // prettier-ignore
    'sigmoid',
    true,
  );
  expect(loss!.dataSync()[0]).toBeCloseTo(naiveLoss(weights[2]!), 5);
  expect(relativeError(gradient.dataSync(), differences(naiveLoss, weights[2]!))).toBeLessThan(1e-4);
});

test('the number of weights grows with the square of the number of tasks, up to a limit', () => {
  const split = resolveBenchmark('split-mnist');
  const counts = parameterCounts(split, 'pnn', resolveConfiguration(split, 'pnn', {}));
  // Column k: 784 400 + 400, (k + 1) 400 400 + 400, (k + 1) 400 2 + 2.
  expect(counts.total).toBe(5 * (784 * 400 + 400 + 400 + 2) + 15 * (400 * 400 + 400 * 2));
  const hundred = resolveBenchmark({ name: 'permuted-mnist', tasks: 100 });
  expect(() => resolveConfiguration(hundred, 'pnn', {})).toThrow(
    /parameters.target_layers.* at most 268435456/,
  );
});
