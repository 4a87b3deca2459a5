import { gpuText, nvidiaGpus } from './nvidia.ts';
import type { Gpu } from './nvidia.ts';

/** GPUs as they were a moment ago. */
export interface GpuReadings {
  /** `NVIDIA H100, 80 GiB, 3 GiB of it used, 41% busy, 38 °C`; null for what is no NVIDIA GPU. */
  of(uuid: string | null): string | null;
}

export interface WatchOptions {
  /** Told of every GPU at the start, and every few minutes. */
  readonly log: (fields: object, line: string) => void;
  readonly signal: AbortSignal;
  /** Between two questions. */
  readonly everySeconds?: number;
  /** Asks the driver; for tests. */
  readonly ask?: () => Promise<readonly Gpu[]>;
}

/** Every so many readings one goes to the log. */
const LOGGED = 10;

/** Asks the driver now and then how busy, full and warm its GPUs are, until `signal`. */
export function watchGpus(
  gpus: readonly Gpu[],
  { log, signal, everySeconds = 30, ask = nvidiaGpus }: WatchOptions,
): GpuReadings {
  const latest = new Map(gpus.map((gpu) => [gpu.uuid, gpu]));
  const tell = (): void => {
    for (const { uuid, name, memory, reading } of latest.values())
      log({ uuid, memory, ...reading }, `GPU ${name}`);
  };
  tell();
  let asked = 0;
  let asking = false;
  const look = async (): Promise<void> => {
    // A query tool that a sick driver holds for ever is not joined by another at every turn.
    if (asking) return;
    asking = true;
    for (const gpu of await ask().finally(() => (asking = false)))
      if (latest.has(gpu.uuid)) latest.set(gpu.uuid, gpu);
    asked += 1;
    if (asked % LOGGED === 0) tell();
  };
  if (gpus.length > 0 && !signal.aborted) {
    const timer = setInterval(() => void look().catch(() => undefined), everySeconds * 1000);
    timer.unref();
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }
  return {
    of(uuid) {
      const gpu = uuid === null ? undefined : latest.get(uuid);
      return gpu === undefined ? null : [gpu.name, gpuText(gpu)].filter((text) => text !== '').join(', ');
    },
  };
}
