import { permutation, randomStream } from '../random.ts';

/**
 * Splits the indices of a training set: `held` of them, drawn with the data seed, are validation; the rest is trained
 * on. Both in ascending order. With `held` 0 everything is trained on, as in the published runs.
 */
export function holdOut(
  dataSeed: number,
  count: number,
  held: number,
): { train: Uint32Array; val: Uint32Array } {
  const order = permutation(randomStream(dataSeed, 'validation'), count);
  return { train: order.slice(held).sort(), val: order.slice(0, held).sort() };
}
