import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend.types.ts';

/** Plain JavaScript: always there, slow on anything but tiny networks, the reference for equality tests. */
export const cpu: Backend = {
  name: 'cpu',
  async open() {
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    // At its first tensor it would greet on standard error and recommend other backends: whoever opens it here knows them.
    (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
    return { name: 'cpu', device: 'CPU, plain JavaScript' };
  },
};
