import * as tf from '@tensorflow/tfjs-core';
import type { Backend } from './backend.types.ts';

/** What Dawn tells of an adapter. */
interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
}

/** The part of the WebGPU API that choosing needs; the whole of it is handed to TensorFlow.js. */
interface Gpu {
  requestAdapter(options?: { powerPreference?: string }): Promise<{ readonly info: AdapterInfo } | null>;
}

/** Its package; a string to the compiler, which would look for its types. */
const DAWN: string = 'webgpu';

/** Names by which software rasterisers give themselves away: correct, but slower than WebAssembly. */
const SOFTWARE = /llvmpipe|lavapipe|swiftshader|softpipe|software/i;

/** Any GPU with a Vulkan, Metal or Direct3D driver, through Dawn: the one GPU path that installs from npm alone. */
export const webgpu: Backend = {
  name: 'webgpu',
  async open({ explicit }) {
    // The package is optional and untyped: where it is missing, this import is the reason given.
    const dawn = (await import(DAWN)) as {
      create: (options: string[]) => Gpu;
      globals: Record<string, unknown>;
    };
    // Which of several adapters, by its name: a worker's slots are pinned so.
    const wanted = process.env.HNET_WEBGPU_ADAPTER;
    const gpu = dawn.create(wanted ? [`adapter=${wanted}`] : []);
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) throw new Error('no adapter: no GPU driver (Vulkan, Metal or Direct3D) was found');
    const { description, device, vendor } = adapter.info;
    const label =
      [description, device, vendor].find((text) => text !== undefined && text !== '') ?? 'unknown adapter';
    if (SOFTWARE.test(`${description} ${device} ${vendor} ${adapter.info.architecture}`) && !explicit)
      throw new Error(
        `only a software adapter (${label}), slower than wasm; ask for backend webgpu by name to use it`,
      );
    Object.assign(globalThis, dawn.globals);
    Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
    await import('@tensorflow/tfjs-backend-webgpu');
    if (!(await tf.setBackend('webgpu'))) throw new Error(`${label} was found but could not be opened`);
    return { name: 'webgpu', device: `${label}, WebGPU` };
  },
};
