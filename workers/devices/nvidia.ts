import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** An NVIDIA GPU as the driver's own query tool tells it. */
export interface Gpu {
  /** Stable name for `CUDA_VISIBLE_DEVICES`; indices change with the order of the bus. */
  readonly uuid: string;
  readonly name: string;
  /** In MiB. */
  readonly memory: number;
}

const exec = promisify(execFile);

/** The GPUs that this process may use; none where there is no driver. `CUDA_VISIBLE_DEVICES` narrows them down. */
export async function nvidiaGpus(env: NodeJS.ProcessEnv = process.env): Promise<readonly Gpu[]> {
  let output: string;
  try {
    const query = ['--query-gpu=index,uuid,name,memory.total', '--format=csv,noheader,nounits'];
    output = (await exec('nvidia-smi', query, { timeout: 20_000 })).stdout;
  } catch {
    return [];
  }
  return parseGpus(output, env.CUDA_VISIBLE_DEVICES);
}

/** Reads the tool's lines; `visible` is a list of indices or uuids (or their beginnings), undefined for all. */
export function parseGpus(output: string, visible: string | undefined): readonly Gpu[] {
  const all = output
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter((cells) => cells.length === 4)
    .map(([index, uuid, name, memory]) => ({
      index: index!,
      uuid: uuid!,
      name: name!,
      memory: Number(memory),
    }));
  const named = visible?.split(',').map((entry) => entry.trim());
  return all
    .filter(
      (gpu) =>
        named?.some((entry) => entry === gpu.index || (entry !== '' && gpu.uuid.startsWith(entry))) ?? true,
    )
    .map(({ uuid, name, memory }) => ({ uuid, name, memory }));
}
