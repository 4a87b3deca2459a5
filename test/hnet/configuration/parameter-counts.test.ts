import { describe, expect, test } from 'vitest';
import { parameterCounts } from '../../../hnet/configuration/parameter-counts.ts';
import { resolveConfiguration } from '../../../hnet/configuration/resolve.ts';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';
import type { Configuration, Scenario } from '../../../hnet/types.ts';

interface Row {
  readonly what: string;
  readonly benchmark: Record<string, unknown>;
  readonly scenario?: Scenario;
  readonly given?: Configuration;
  /** n_W, N_C, MLP, chunk embeddings, task embeddings, total, ratio. */
  readonly counts: readonly [number, number, number, number, number, number, number];
}

const split = { name: 'split-mnist' };
const permuted = (tasks: number) => ({ name: 'permuted-mnist', tasks });
const hypnettorch: Configuration = {
  target_layers: [100, 100],
  hidden_layers: [100, 100],
  task_embedding_size: 8,
  chunk_embedding_size: 8,
  chunk_size: 750,
};

/** hnet-spec 2.1, the rows of networks that exist here. */
const TABLE: readonly Row[] = [
  { what: 'Split MNIST', benchmark: split, counts: [478_410, 12, 464_040, 1152, 480, 465_672, 0.973] },
  {
    what: 'Split MNIST, shared head',
    benchmark: split,
    scenario: 'CL2',
    counts: [475_202, 12, 464_040, 1152, 480, 465_672, 0.98],
  },
  { what: 'P10', benchmark: permuted(10), counts: [2_126_100, 28, 2_029_475, 224, 240, 2_029_939, 0.955] },
  {
    what: 'P10, shared head',
    benchmark: permuted(10),
    scenario: 'CL2',
    counts: [2_036_010, 27, 2_029_475, 216, 240, 2_029_931, 0.997],
  },
  {
    what: 'P10 with the small target',
    benchmark: permuted(10),
    given: { target_layers: [100, 100] },
    counts: [122_700, 62, 121_075, 744, 640, 122_459, 0.998],
  },
  {
    what: 'P100',
    benchmark: permuted(100),
    counts: [3_027_000, 404, 2_798_800, 4848, 12_800, 2_816_448, 0.93],
  },
  {
    what: 'P250',
    benchmark: permuted(250),
    counts: [4_528_500, 378, 4_378_300, 4536, 32_000, 4_414_836, 0.975],
  },
  {
    what: "hypnettorch's example",
    benchmark: split,
    given: hypnettorch,
    counts: [89_610, 120, 87_550, 960, 40, 88_550, 0.988],
  },
  {
    what: 'ResNet-32 with six heads',
    benchmark: { name: 'split-cifar' },
    scenario: 'CL1',
    counts: [468_540, 67, 455_000, 2144, 192, 457_336, 0.976],
  },
  {
    what: 'ZenkeNet with six heads',
    benchmark: { name: 'split-cifar' },
    scenario: 'CL1',
    given: { target_network: 'zenkenet' },
    counts: [1_276_508, 233, 1_163_750, 18_640, 288, 1_182_678, 0.926],
  },
  {
    what: 'Split Fashion-MNIST, as Split MNIST',
    benchmark: { name: 'split-fashion-mnist' },
    counts: [478_410, 12, 464_040, 1152, 480, 465_672, 0.973],
  },
  {
    what: 'polynomials, a full hypernetwork',
    benchmark: { name: 'polynomials' },
    counts: [141, 0, 1691, 0, 6, 1697, 12.035],
  },
];

describe('parameter counts of the published configurations (hnet-spec 2.1)', () => {
  test.each(TABLE)('$what', ({ benchmark, scenario = 'CL1', given = {}, counts }) => {
    const spec = { ...resolveBenchmark(benchmark), scenario };
    // As hnet, and to be had in every scenario.
    const found = parameterCounts(spec, 'hnet+ent', resolveConfiguration(spec, 'hnet+ent', given));
    const [target, chunks, hypernetworkMlp, chunkEmbeddings, taskEmbeddings, total, ratio] = counts;
    expect(found).toEqual({
      target,
      chunks,
      hypernetworkMlp,
      chunkEmbeddings,
      taskEmbeddings,
      total,
      compressionRatio: total / target,
    });
    expect(Number(found.compressionRatio.toFixed(3))).toBe(ratio);
  });

  test('from scratch stores a hypernetwork for every task', () => {
    const spec = resolveBenchmark('split-mnist');
    const one = parameterCounts(spec, 'hnet', resolveConfiguration(spec, 'hnet', {}));
    const five = parameterCounts(spec, 'from-scratch', resolveConfiguration(spec, 'from-scratch', {}));
    expect(five.total).toBe(5 * (one.hypernetworkMlp + one.chunkEmbeddings) + one.taskEmbeddings);
  });
});
