import * as tf from '@tensorflow/tfjs-core';

/** The part of TensorFlow.js's WebGPU backend that is needed here. */
interface QueueBackend {
  readonly queue: { onSubmittedWorkDone(): Promise<unknown> };
}

/**
 * Keeps calls near their device: each call of what this gives waits until the device has computed what it had been given at the
 * call before. Calls of WebGPU return at once and would run ahead without bound; those of the other backends compute, or wait
 * behind a short queue, by themselves.
 */
export function createPace(): () => Promise<void> {
  let behind: Promise<unknown> = Promise.resolve();
  return async () => {
    await behind;
    if (tf.getBackend() !== 'webgpu') return;
    behind = (tf.backend() as unknown as QueueBackend).queue.onSubmittedWorkDone();
    // Should the device be lost meanwhile, the next call says so.
    behind.catch(() => undefined);
  };
}
