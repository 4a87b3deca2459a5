import { availableParallelism, totalmem } from 'node:os';
import { findDevices, IDLE_HINT, type Machine } from '../../workers/devices/machine.ts';
import { gpuText } from '../../workers/devices/nvidia.ts';
import { planSlots, slotsText } from '../../workers/devices/plan-slots.ts';
import type { Finding } from './finding.types.ts';

/** The machine, its GPUs, and the slots that a worker here would offer. */
export async function examineDevices(): Promise<readonly Finding[]> {
  const machine = await findDevices();
  const { gpus, adapters } = machine;
  const memory = Math.round(totalmem() / 2 ** 30);
  const words = `Node ${process.versions.node}, ${availableParallelism()} cores, ${memory} GiB`;
  return [
    { subject: 'machine', state: 'fine', words, hint: null },
    { subject: 'GPUs', ...aboutGpus(machine) },
    {
      subject: 'a worker here',
      state: 'fine',
      words: slotsText(planSlots(gpus, null, { adapters })),
      hint: null,
    },
  ];
}

function aboutGpus({ gpus, adapters, idle }: Machine): Omit<Finding, 'subject'> {
  if (idle.length > 0) {
    const words = `${idle.map(({ name }) => name).join('; ')}, not used`;
    return { state: 'absent', words, hint: IDLE_HINT };
  }
  const found = [
    ...gpus.map((gpu) => [gpu.name, gpuText(gpu)].filter((text) => text !== '').join(', ')),
    ...adapters.map(({ name }) => `${name}, WebGPU`),
  ];
  return found.length === 0
    ? { state: 'absent', words: 'none that the NVIDIA driver or WebGPU know', hint: null }
    : { state: 'fine', words: found.join('; '), hint: null };
}
