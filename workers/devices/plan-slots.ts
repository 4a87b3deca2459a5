import { availableParallelism } from 'node:os';
import type { Gpu } from './nvidia.ts';

/** One training at a time on one device. */
export interface SlotPlan {
  /** For people: `NVIDIA H100 80GB HBM3` or `CPU, 2 threads`. */
  readonly device: string;
  /** What its process finds in its environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Up to so many cores each gets a slot: small operations gain more from another training than from another thread. */
const FEW_CORES = 4;

/**
 * Which slots a machine offers. With GPUs `slots` of them on each (one unless given), each seeing only its own; without,
 * `slots` on the CPU, which share its threads: one a core on small machines, half as many on larger ones, unless given.
 */
export function planSlots(
  gpus: readonly Gpu[],
  slots: number | null,
  { cores = availableParallelism(), env = process.env }: { cores?: number; env?: NodeJS.ProcessEnv } = {},
): readonly SlotPlan[] {
  if (gpus.length > 0)
    return gpus.flatMap((gpu) =>
      Array.from({ length: slots ?? 1 }, () => ({
        device: gpu.name,
        // TensorFlow otherwise takes all of the memory for its first process.
        env: { CUDA_VISIBLE_DEVICES: gpu.uuid, TF_FORCE_GPU_ALLOW_GROWTH: 'true' },
      })),
    );
  const count = slots ?? (cores <= FEW_CORES ? cores : Math.floor(cores / 2));
  const threads = env.HNET_THREADS ?? String(Math.max(1, Math.floor(cores / count)));
  return Array.from({ length: count }, () => ({
    device: `CPU, ${threads} thread${threads === '1' ? '' : 's'}`,
    env: { HNET_THREADS: threads },
  }));
}

/** `2 slots: CPU, 1 thread each` */
export function slotsText(slots: readonly SlotPlan[]): string {
  const devices = [...new Set(slots.map((slot) => slot.device))];
  return `${slots.length} slot${slots.length === 1 ? '' : 's'} (${devices.join('; ')})`;
}
