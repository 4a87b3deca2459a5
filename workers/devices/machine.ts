/** What this machine has to train on. */
import { findInstallation } from '../../hnet/backend/tensorflow-native/index.ts';
import { nvidiaGpus } from './nvidia.ts';
import type { Gpu } from './nvidia.ts';
import { webgpuAdapters } from './webgpu.ts';
import type { Adapter } from './webgpu.ts';

export interface Machine {
  readonly gpus: readonly Gpu[];
  /** Looked for only where the NVIDIA driver knows no GPU. */
  readonly adapters: readonly Adapter[];
}

/**
 * GPUs as the NVIDIA driver tells them, else as WebGPU does. Where native TensorFlow for the CPU is installed WebGPU is
 * not looked for: `auto` prefers that backend, and slots are planned for what it takes.
 */
export async function findDevices(): Promise<Machine> {
  const gpus = await nvidiaGpus();
  return { gpus, adapters: gpus.length > 0 || hasTensorFlow() ? [] : await webgpuAdapters() };
}

function hasTensorFlow(): boolean {
  try {
    return findInstallation('cpu') !== undefined;
  } catch {
    // tfjs-node, which it goes with, is optional.
    return false;
  }
}
