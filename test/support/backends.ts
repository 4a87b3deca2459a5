/** Backends for tests that hold on all of them. */
import { selectBackend } from '../../hnet/backend/index.ts';

/** Whether native TensorFlow is set up on this machine. It is loaded and chosen by asking. */
export const hasTensorFlow = await selectBackend('tensorflow').then(
  () => true,
  () => false,
);

/** Plain JavaScript, WebAssembly, and native TensorFlow where there is one. */
export const BACKENDS = ['cpu', 'wasm', ...(hasTensorFlow ? (['tensorflow'] as const) : [])] as const;
