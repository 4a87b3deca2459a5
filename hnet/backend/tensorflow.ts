import os from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend.types.ts';

const native = (name: 'tensorflow' | 'tensorflow-gpu'): Backend => ({
  name,
  async open({ threads }) {
    const { loadNativeTensorFlow } = await import('./tensorflow-native/index.ts');
    const count = threads ?? os.availableParallelism();
    const loaded = loadNativeTensorFlow(name, { threads: count });
    await tf.setBackend('tensorflow');
    const device = loaded.gpu ? 'NVIDIA GPU' : `CPU, ${count} ${count === 1 ? 'thread' : 'threads'}`;
    return { name, device: `${device}, TensorFlow ${loaded.version}` };
  },
});

/** Native TensorFlow on the CPU, through tfjs-node's binding (`npm run setup:tensorflow`). */
export const tensorflow = native('tensorflow');

/** Native TensorFlow on an NVIDIA GPU (`npm run setup:tensorflow -- --gpu`). */
export const tensorflowGpu = native('tensorflow-gpu');
