/** Parameter counts of the strategies with replay, those of the published decoders (hnet-spec 2.1) to the last one. */
import { describe, expect, test } from 'vitest';
import { parameterCounts } from '../../../hnet/configuration/parameter-counts.ts';
import { resolveConfiguration } from '../../../hnet/configuration/resolve.ts';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';

const split = { name: 'split-mnist', scenario: 'CL3' };
const permuted = { name: 'permuted-mnist', tasks: 10, scenario: 'CL3' };

function countsOf(benchmark: unknown, strategy: string) {
  const spec = resolveBenchmark(benchmark);
  return parameterCounts(spec, strategy, resolveConfiguration(spec, strategy, {}));
}

describe('the hypernetwork of the decoders', () => {
  test.each([
    ['Split MNIST, hnet+r', split, 'hnet+r', [413_284, 9, 864, 384, 553_288, 1.34]],
    ['Split MNIST, hnet+tir', split, 'hnet+tir', [136_084, 3, 288, 384, 552_712, 4.06]],
    ['P10, hnet+r', permuted, 'hnet+r', [651_424, 8, 64, 216, 2_211_755, 3.4]],
    ['P10, hnet+tir', permuted, 'hnet+tir', [2_227_024, 27, 216, 216, 2_211_907, 0.99]],
  ] as const)(
    '%s',
    (_, benchmark, strategy, [target, chunks, chunkEmbeddings, taskEmbeddings, total, ratio]) => {
      const { replay } = countsOf(benchmark, strategy);
      expect(replay).toEqual({
        target,
        chunks,
        hypernetworkMlp: benchmark === split ? 552_040 : 2_211_475,
        chunkEmbeddings,
        taskEmbeddings,
        total,
        compressionRatio: total / target,
      });
      expect(replay!.compressionRatio).toBeCloseTo(ratio, 2);
    },
  );
});

test('hnet+tir predicts with the hypernetwork of hnet and a network that infers the task', () => {
  const [hnet, tir] = [countsOf(split, 'hnet+ent'), countsOf(split, 'hnet+tir')];
  const inference = 784 * 400 + 400 + 400 * 400 + 400 + 400 * 5 + 5;
  expect(tir.network).toBe(inference);
  expect(tir.total).toBe(hnet.total + inference);
  const encoder = 784 * 400 + 400 + 400 * 400 + 400 + 400 * 200 + 200;
  expect(tir.memory).toBe(552_712 + encoder);
});

test('in CL1 hnet+tir is hnet', () => {
  const told = { name: 'split-mnist' };
  expect(countsOf(told, 'hnet+tir')).toEqual(countsOf(told, 'hnet'));
});

test('hnet+r and dgr predict with a network of their own; what replays is for training', () => {
  const encoder = 784 * 400 + 400 + 400 * 400 + 400 + 400 * 200 + 200;
  const decoder = 100 * 400 + 400 + 400 * 400 + 400 + 400 * 784 + 784; // of dgr, unconditional
  const network = { target: 478_410, network: 478_410, total: 478_410, compressionRatio: 1 };
  expect(countsOf(split, 'hnet+r')).toMatchObject({ ...network, memory: 553_288 + encoder });
  expect(countsOf(split, 'dgr')).toMatchObject({ ...network, memory: encoder + decoder });
  expect(countsOf(split, 'dgr').replay).toBe(undefined);
});
