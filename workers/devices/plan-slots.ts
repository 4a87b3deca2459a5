import { availableParallelism } from 'node:os';
import type { BackendName } from '../../hnet/types.ts';
import type { Gpu } from './nvidia.ts';
import type { Adapter } from './webgpu.ts';

/** One process that trains on one device. */
export interface SlotPlan {
  /** For people: `NVIDIA H100 80GB HBM3` or `CPU, 2 threads`. */
  readonly device: string;
  /** What its process finds in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Of its NVIDIA GPU, by which it is asked after; null for others. */
  readonly uuid: string | null;
}

/** Memory of a GPU that each slot on it must have, in MiB: libraries alone take half of it. */
const LEAST_MEMORY = 1024;

/** Up to so many cores each gets a slot: small operations gain more from another training than from another thread. */
const FEW_CORES = 4;

/**
 * Which slots a machine offers. With GPUs `wanted` of them on each (one unless given, and no more than its memory has room
 * for), each seeing only its own; without, `wanted` on the CPU, which share its threads: one a core on small machines, half
 * as many on larger ones, unless given.
 * @param options.auto what `auto` may open in them; null for anything
 */
export function planSlots(
  gpus: readonly Gpu[],
  wanted: number | null,
  {
    cores = availableParallelism(),
    env = process.env,
    adapters = [],
    auto = null,
  }: {
    cores?: number;
    env?: NodeJS.ProcessEnv;
    adapters?: readonly Adapter[];
    auto?: readonly BackendName[] | null;
  } = {},
): readonly SlotPlan[] {
  const slots = onDevices(gpus, wanted, { cores, env, adapters });
  if (auto === null) return slots;
  return slots.map((slot) => ({ ...slot, env: { ...slot.env, HNET_AUTO_BACKENDS: auto.join() } }));
}

function onDevices(
  gpus: readonly Gpu[],
  slots: number | null,
  { cores, env, adapters }: { cores: number; env: NodeJS.ProcessEnv; adapters: readonly Adapter[] },
): readonly SlotPlan[] {
  if (gpus.length > 0) return gpus.flatMap((gpu) => onGpu(gpu, slots ?? 1));
  if (adapters.length > 0)
    return adapters.flatMap(({ name }) =>
      Array.from({ length: slots ?? 1 }, () => ({
        device: name,
        env: { HNET_WEBGPU_ADAPTER: name },
        uuid: null,
      })),
    );
  const count = slots ?? (cores <= FEW_CORES ? cores : Math.floor(cores / 2));
  const threads = env.HNET_THREADS ?? String(Math.max(1, Math.floor(cores / count)));
  return Array.from({ length: count }, () => ({
    device: `CPU, ${threads} thread${threads === '1' ? '' : 's'}`,
    env: { HNET_THREADS: threads },
    uuid: null,
  }));
}

function onGpu({ uuid, name, memory }: Gpu, wanted: number): SlotPlan[] {
  const count = memory === 0 ? wanted : Math.max(1, Math.min(wanted, Math.floor(memory / LEAST_MEMORY)));
  const env = {
    CUDA_VISIBLE_DEVICES: uuid,
    // TensorFlow otherwise takes all of the memory for its first process.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // What packs may fill.
    ...(memory === 0 ? {} : { HNET_SLOT_MEMORY_MIB: String(Math.floor(memory / count)) }),
  };
  return Array.from({ length: count }, () => ({ device: name, env, uuid }));
}

/** `2 slots: CPU, 1 thread each` */
export function slotsText(slots: readonly SlotPlan[]): string {
  const devices = [...new Set(slots.map((slot) => slot.device))];
  return `${slots.length} slot${slots.length === 1 ? '' : 's'} (${devices.join('; ')})`;
}
