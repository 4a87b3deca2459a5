import { availableParallelism, totalmem } from 'node:os';
import { findDevices, IDLE_HINT } from '../../workers/devices/machine.ts';
import { gpuText } from '../../workers/devices/nvidia.ts';
import { planSlots, slotsText } from '../../workers/devices/plan-slots.ts';
import type { Finding } from './finding.types.ts';

/** The machine, its GPUs, and the slots that a worker here would offer. */
export async function examineDevices(): Promise<readonly Finding[]> {
  const { gpus, adapters, idle } = await findDevices();
  const memory = Math.round(totalmem() / 2 ** 30);
  const finding = (subject: string, state: Finding['state'], words: string): Finding => ({
    subject,
    state,
    words,
    hint: null,
  });
  return [
    finding(
      'machine',
      'fine',
      `Node ${process.versions.node}, ${availableParallelism()} cores, ${memory} GiB`,
    ),
    idle.length > 0
      ? {
          ...finding('GPUs', 'absent', `${idle.map(({ name }) => name).join('; ')}, not used`),
          hint: IDLE_HINT,
        }
      : gpus.length === 0 && adapters.length === 0
        ? finding('GPUs', 'absent', 'none that the NVIDIA driver or WebGPU know')
        : finding(
            'GPUs',
            'fine',
            [
              ...gpus.map((gpu) => [gpu.name, gpuText(gpu)].filter((text) => text !== '').join(', ')),
              ...adapters.map(({ name }) => `${name}, WebGPU`),
            ].join('; '),
          ),
    finding('a worker here', 'fine', slotsText(planSlots(gpus, null, { adapters }))),
  ];
}
