import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend.types.ts';
import { installContiguousSlice } from './wasm-slice.ts';

let sliceInstalled = false;

/** WebAssembly with SIMD: installs from npm alone, one thread, bit-reproducible. */
export const wasm: Backend = {
  name: 'wasm',
  async open() {
    const { setThreadsCount, setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const require = createRequire(import.meta.url);
    const folder = join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep;
    // Threads gained nothing where it was measured, and a fixed count keeps results the same on every machine.
    setThreadsCount(1);
    setWasmPaths(folder);
    if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly module could not be started');
    if (!sliceInstalled) installContiguousSlice();
    sliceInstalled = true;
    return { name: 'wasm', device: 'CPU, WebAssembly, 1 thread' };
  },
};
