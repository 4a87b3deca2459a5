import { availableParallelism, totalmem } from 'node:os';
import { nvidiaGpus } from '../../workers/devices/nvidia.ts';
import { planSlots, slotsText } from '../../workers/devices/plan-slots.ts';
import type { Finding } from './finding.types.ts';

/** The machine, its GPUs, and the slots that a worker here would offer. */
export async function examineDevices(): Promise<readonly Finding[]> {
  const gpus = await nvidiaGpus();
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
    gpus.length === 0
      ? finding('GPUs', 'absent', 'none that the NVIDIA driver knows')
      : finding(
          'GPUs',
          'fine',
          gpus.map((gpu) => `${gpu.name}, ${Math.round(gpu.memory / 1024)} GiB`).join('; '),
        ),
    finding('a worker here', 'fine', slotsText(planSlots(gpus, null))),
  ];
}
