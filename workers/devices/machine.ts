/** What this machine has to train on. */
import { hasNativeTensorFlow } from '../../hnet/backend/tensorflow-native/index.ts';
import { nvidiaGpus } from './nvidia.ts';
import type { Gpu } from './nvidia.ts';
import { webgpuAdapters } from './webgpu.ts';
import type { Adapter } from './webgpu.ts';

export interface Machine {
  /** NVIDIA GPUs that are trained on. */
  readonly gpus: readonly Gpu[];
  /** Looked for only where the NVIDIA driver knows no GPU. */
  readonly adapters: readonly Adapter[];
  /** NVIDIA GPUs that are left alone: native TensorFlow is set up here, but for the CPU. */
  readonly idle: readonly Gpu[];
}

/** What to say of GPUs that are left alone. */
export const IDLE_HINT = 'native TensorFlow here is not for GPUs: npm run setup:tensorflow -- --gpu';

/**
 * GPUs as the NVIDIA driver tells them, else as WebGPU does; slots are planned for what `auto` takes. Where native TensorFlow is
 * installed for the CPU, WebGPU is not looked for, and without that for GPUs they are idle.
 */
export async function findDevices(env: NodeJS.ProcessEnv = process.env): Promise<Machine> {
  const found = await nvidiaGpus(env);
  const onCpu = hasNativeTensorFlow('cpu', env);
  if (found.length === 0) return { gpus: [], adapters: onCpu ? [] : await webgpuAdapters(), idle: [] };
  return onCpu && !hasNativeTensorFlow('gpu', env)
    ? { gpus: [], adapters: [], idle: found }
    : { gpus: found, adapters: [], idle: [] };
}
