/** Packed training against the same trainings by themselves, member by member. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { setCompiling } from '../../../hnet/backend/compiled.ts';
import { selectBackend } from '../../../hnet/backend/index.ts';
import type { PackOptions } from '../../../hnet/packed/pack.ts';
import { hasTensorFlow } from '../../support/backends.ts';
import { expectEqual, packedAndAlone } from '../../support/packed.ts';
import { blobs, polynomials, SMALL_BLOBS, type Training } from '../../support/training.ts';

const toy = (configuration: Training['configuration'], seed = 1, strategy = 'hnet'): Training => ({
  benchmark: polynomials,
  strategy,
  configuration: { iterations: 30, ...configuration },
  seed,
});
const small = (configuration: Training['configuration'], seed = 1, strategy = 'hnet'): Training => ({
  benchmark: blobs(3),
  strategy,
  // At larger rates rounding soon decides on which side of a kink a neuron is.
  configuration: { ...SMALL_BLOBS, iterations: 12, learning_rate: 1e-3, ...configuration },
  seed,
});

const PACKS: Record<string, { members: Training[]; options?: PackOptions }> = {
  'polynomials: seeds, betas (one 0), rates, moments and embeddings of their own': {
    members: [
      toy({}, 1),
      toy({ beta: 0 }, 2),
      toy({ beta: 0.5, learning_rate: 0.003 }, 1),
      toy({ adam_beta1: 0.5, task_embedding_std: 0.3, embedding_learning_rate: 0.03 }, 3),
    ],
  },
  'polynomials without a regulariser': {
    members: [toy({}, 4, 'fine-tune'), toy({ learning_rate: 0.02 }, 4, 'fine-tune')],
  },
  'polynomials in the Gram form': {
    members: [toy({}, 1), toy({ beta: 1 }, 2)],
    options: { forceRegulariser: 'gram' },
  },
  'chunked with a surplus, heads, one earlier task a step': {
    members: [small({ regularised_tasks: 1, beta: 1 }, 1), small({ regularised_tasks: 1, beta: 0.1 }, 2)],
  },
  'chunked with a surplus, the Gram form': {
    members: [small({ beta: 1 }, 1), small({ beta: 0.1, learning_rate: 0.003 }, 2), small({ beta: 0 }, 3)],
    options: { forceRegulariser: 'gram' },
  },
  'chunked without a surplus, the plain form with targets made anew': {
    members: [1, 2].map((seed) => small({ chunk_size: 478, regulariser_targets: 'online', beta: 1 }, seed)),
    options: { forceRegulariser: 'plain' },
  },
  'masked heads, SGD with momenta of their own, without look-ahead': {
    members: [0.5, 0.9].map((momentum) =>
      small({ mask_regulariser: true, optimizer: 'sgd', momentum, learning_rate: 1e-3, lookahead: false }),
    ),
  },
  'full and linear, SGD without momentum': {
    members: [1, 2].map((seed) =>
      small({ chunked: false, hidden_layers: [], optimizer: 'sgd', learning_rate: 1e-3 }, seed),
    ),
  },
  'chunked and linear, elu targets': {
    members: [1, 2].map((seed) => small({ hidden_layers: [], target_activation: 'elu' }, seed)),
  },
  'a new network for every task': { members: [1, 2].map((seed) => toy({}, seed, 'from-scratch')) },
  'batches loaded from the host': {
    members: [small({}, 1), small({}, 2)],
    options: { residentFloats: 0 },
  },
};

const onPolynomials = Object.entries(PACKS).filter(([name]) => name.startsWith('polynomials'));

const all = Object.entries(PACKS);

// Plain JavaScript has one kernel for all shapes, and takes its time.
describe.each([
  ['wasm', '', all],
  ['cpu', '', onPolynomials],
  // Where packs become graphs after some steps; and as on its GPUs, one operation after the other.
  ...(hasTensorFlow
    ? [['tensorflow', 'as graphs', all] as const, ['tensorflow', 'one by one', all] as const]
    : []),
] as const)('on %s %s', (backend, how, packs) => {
  // Its kernels of batched and of single products round differently.
  const tolerance = backend === 'tensorflow' ? 1e-3 : 1e-4;
  beforeAll(async () => {
    await selectBackend(backend);
    setCompiling(how !== 'one by one');
    // Constants that a process makes once.
    await packedAndAlone([toy({ iterations: 1 })], 1);
    return () => setCompiling(true);
  });

  test.each(packs)(
    'a pack trains each member as it trains by itself: %s',
    async (_, { members, options }) => {
      const before = tf.memory().numTensors;
      for (const { packed, alone } of await packedAndAlone(members, 3, options))
        packed.forEach((outcome, i) => expectEqual(outcome, alone[i]!, tolerance));
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
