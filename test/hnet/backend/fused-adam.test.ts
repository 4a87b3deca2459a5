import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setCompiling } from '../../../hnet/backend/compiled.ts';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { fusedAdam } from '../../../hnet/backend/tensorflow-native/fused-adam.ts';
import { freshState, lookAhead, takeStep, type OptimiserRule } from '../../../hnet/training/optimiser.ts';
import { normals, relativeError } from '../../support/naive-hnet.ts';

const adam: OptimiserRule = { kind: 'adam', learningRate: 0.1, beta1: 0.9, beta2: 0.999 };
const opened = await selectBackend('tensorflow').then(
  () => true,
  () => false,
);

/** Five steps with look-aheads before them; every vector on the way. */
async function walk(): Promise<Float32Array[]> {
  const seen: Float32Array[] = [];
  let parameters = tf.tensor1d(normals('p', 40));
  let state = freshState(adam, 40);
  for (let i = 0; i < 5; i += 1) {
    const gradient = tf.tensor1d(normals(`g${i}`, 40));
    const ahead = lookAhead(adam, state, parameters, gradient);
    const kept = [parameters, state.first!, state.second!].map((vector) => vector.clone());
    ({ parameters, state } = takeStep(adam, state, parameters, gradient));
    // The kept copies share the old vectors' memory: a step in place must not have touched them.
    for (const vector of [ahead, ...kept, parameters, state.first!, state.second!])
      seen.push(Float32Array.from(await vector.data<'float32'>()));
    tf.dispose([gradient, ahead, ...kept]);
  }
  tf.dispose([parameters, state.first!, state.second!]);
  return seen;
}

describe('the fused Adam of native TensorFlow', () => {
  // Graphs have a form of their own; this one serves GPUs.
  beforeEach(() => setCompiling(false));
  afterEach(() => {
    setCompiling(true);
    return tf.setBackend('cpu');
  });

  test.skipIf(!opened)(
    'takes the steps of the elementwise form, and changes no vector in place',
    async () => {
      await selectBackend('tensorflow');
      expect(fusedAdam()).not.toBeNull();
      const found = await walk();
      await selectBackend('cpu');
      const expected = await walk();
      expect(found).toHaveLength(expected.length);
      found.forEach((vector, i) => {
        // TensorFlow forms 1 - 0.999 in float32, which is 1.3e-5 off: so is the second moment.
        expect(relativeError(vector, expected[i]!), `vector ${i}`).toBeLessThan(2e-5);
      });
    },
  );

  test.skipIf(!opened)('leaves no tensors', async () => {
    await selectBackend('tensorflow');
    fusedAdam();
    const before = tf.memory().numTensors;
    await walk();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('other backends take the elementwise form', async () => {
    await selectBackend('cpu');
    expect(fusedAdam()).toBeNull();
  });
});
