import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** An NVIDIA GPU as the driver's own query tool tells it. */
export interface Gpu {
  /** Stable name for `CUDA_VISIBLE_DEVICES`; indices change with the order of the bus. */
  readonly uuid: string;
  readonly name: string;
  /** In MiB; 0 where the driver does not say. */
  readonly memory: number;
  /** What it is doing now. */
  readonly reading: GpuReading;
}

/** What changes from moment to moment; null for what the driver does not say (`[N/A]`: MIG, some laptops, vGPUs). */
export interface GpuReading {
  /** In MiB. */
  readonly memoryUsed: number | null;
  /** In percent of the time. */
  readonly utilisation: number | null;
  /** In degrees Celsius. */
  readonly temperature: number | null;
}

const exec = promisify(execFile);

/** In this order. */
const FIELDS = [
  ...['index', 'uuid', 'name', 'memory.total'],
  ...['memory.used', 'utilization.gpu', 'temperature.gpu', 'mig.mode.current'],
];

/** The GPUs that this process may use; none where there is no driver. `CUDA_VISIBLE_DEVICES` narrows them down. */
export async function nvidiaGpus(env: NodeJS.ProcessEnv = process.env): Promise<readonly Gpu[]> {
  const ask = async (...args: string[]): Promise<string> => {
    try {
      return (await exec('nvidia-smi', args, { timeout: 20_000, env })).stdout;
    } catch {
      return '';
    }
  };
  const output = await ask(`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits');
  // Parts of a GPU are listed nowhere else, and only matter where there are any.
  const parts = /, *Enabled *$/m.test(output) ? await ask('-L') : '';
  return parseGpus(output, env.CUDA_VISIBLE_DEVICES, parts);
}

/**
 * Reads the tool's lines.
 * @param visible a list of indices or uuids (or their beginnings), undefined for all
 * @param parts what `nvidia-smi -L` says: a GPU in MIG mode is offered as its parts, since it can't be used whole
 */
export function parseGpus(output: string, visible: string | undefined, parts = ''): readonly Gpu[] {
  const all = output
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter((cells) => cells.length === FIELDS.length)
    .flatMap(([index, uuid, name, memory, memoryUsed, utilisation, temperature, mig]) => {
      const gpu = {
        index: index!,
        uuid: uuid!,
        name: name!,
        memory: numberIn(memory) ?? 0,
        reading: {
          memoryUsed: numberIn(memoryUsed),
          utilisation: numberIn(utilisation),
          temperature: numberIn(temperature),
        },
      };
      return mig === 'Enabled' ? partsOf(gpu, parts) : [gpu];
    });
  const entries = visible?.split(',').map((entry) => entry.trim());
  // As CUDA reads it: what comes after an entry that is no device is not looked at.
  const end = entries?.findIndex((entry) => entry === '' || entry === '-1') ?? -1;
  const named = end < 0 ? entries : entries!.slice(0, end);
  return all
    .filter((gpu) => named?.some((entry) => entry === gpu.index || gpu.uuid.startsWith(entry)) ?? true)
    .map(({ uuid, name, memory, reading }) => ({ uuid, name, memory, reading }));
}

/** `[N/A]`, `[Not Supported]` and the like are no numbers. */
function numberIn(cell: string | undefined): number | null {
  return cell === undefined || !/^\d+(\.\d+)?$/.test(cell) ? null : Number(cell);
}

/**
 * The parts of a GPU in MIG mode, in order, e.g. `  MIG 3g.40gb     Device  0: (UUID: MIG-c6d4…)`, after the line of
 * their GPU. CUDA uses one at a time, by its uuid. Its memory stands in its profile; how busy it is nobody says.
 */
function partsOf(
  whole: {
    readonly index: string;
    readonly uuid: string;
    readonly name: string;
    readonly reading: GpuReading;
  },
  listing: string,
): (Gpu & { readonly index: string })[] {
  const from = listing.indexOf(whole.uuid);
  if (from < 0) return [];
  const next = listing.indexOf('\nGPU ', from);
  const own = listing.slice(from, next < 0 ? undefined : next);
  return [...own.matchAll(/MIG (\S+)\s+Device\s+(\d+): \(UUID: (MIG-[^)]+)\)/g)].map(
    ([, profile, place, uuid]) => ({
      index: `${whole.index}:${place}`,
      uuid: uuid!,
      name: `${whole.name} MIG ${profile}`,
      memory: 1024 * Number(/(\d+)gb/.exec(profile!)?.[1] ?? 0),
      reading: { memoryUsed: null, utilisation: null, temperature: whole.reading.temperature },
    }),
  );
}

/** `80 GiB, 3 GiB of it used, 41% busy, 38 °C`; what is not known is left out. */
export function gpuText({ memory, reading: { memoryUsed, utilisation, temperature } }: Gpu): string {
  const gibibytes = (mebibytes: number): string => {
    const value = mebibytes / 1024;
    return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} GiB`;
  };
  return [
    ...(memory === 0 ? [] : [gibibytes(memory)]),
    ...(memoryUsed === null ? [] : [`${gibibytes(memoryUsed)} of it used`]),
    ...(utilisation === null ? [] : [`${utilisation}% busy`]),
    ...(temperature === null ? [] : [`${temperature} °C`]),
  ].join(', ');
}
