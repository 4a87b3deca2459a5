import { beforeAll, expect, test } from 'vitest';
import { selectBackend } from '../../../../hnet/backend/index.ts';
import { readSafetensors } from '../../../../hnet/training/safetensors.ts';
import type { Configuration } from '../../../../hnet/types.ts';
import { polynomials, trainTasks } from '../../../support/training.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

/** Weights after two tasks of the toy regression. */
async function weightsOf(strategy: string, own: Configuration): Promise<Float32Array> {
  const configuration = { iterations: 30, ...own };
  const { checkpoints } = await trainTasks({ benchmark: polynomials, strategy, configuration }, 2);
  return readSafetensors(checkpoints[1]!).arrays.weights!.data;
}

test.each<[string, Configuration, Configuration]>([
  ['ewc', { lambda: 0 }, { lambda: 1e8 }],
  ['online-ewc', { lambda: 0 }, { lambda: 1e8 }],
  ['mas', { lambda: 0 }, { lambda: 1e8 }],
  ['si', { c: 0 }, { c: 1e8 }],
])(
  '%s without strength is naive training bit for bit, and with much of it hardly moves',
  async (name, off, on) => {
    const naive = await weightsOf('naive', {});
    expect(await weightsOf(name, off)).toEqual(naive);
    const { checkpoints } = await trainTasks(
      { benchmark: polynomials, strategy: name, configuration: { iterations: 30 } },
      1,
    );
    const first = readSafetensors(checkpoints[0]!).arrays.weights!.data;
    // SGD would diverge under such a penalty; Adam's steps only shrink, once the weights that matter swing around the anchor.
    const distance = (a: Float32Array): number => Math.hypot(...a.map((value, i) => value - first[i]!));
    expect(distance(await weightsOf(name, on))).toBeLessThan(0.7 * distance(naive));
  },
);
