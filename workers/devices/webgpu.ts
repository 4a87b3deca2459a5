import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A GPU that Dawn, the `webgpu` package, can use through Vulkan, Metal or Direct3D. */
export interface Adapter {
  /** As the driver names it; `HNET_WEBGPU_ADAPTER` chooses by it. */
  readonly name: string;
}

const exec = promisify(execFile);

/** Software rasterisers are slower than WebAssembly; `null` and OpenGL are no way to compute. */
const NO_DEVICE = /llvmpipe|lavapipe|swiftshader|softpipe|software|backend: '(null|opengl|opengles)'/i;

/** Dawn lists its adapters only in the error for one that does not exist. */
const ASK = `
const { create } = await import('webgpu');
try {
  const adapter = await create(['adapter=which are there?']).requestAdapter();
  if (adapter === null) process.stdout.write('none');
} catch (error) {
  process.stdout.write(String(error.message));
}
process.exit(0);
`;

/** WebGPU's adapters here, asked for in a process of its own, since drivers may crash it; none where there is no driver. */
export async function webgpuAdapters(): Promise<readonly Adapter[]> {
  try {
    const args = ['--input-type=module', '--eval', ASK];
    const { stdout, stderr } = await exec(process.execPath, args, {
      timeout: 20_000,
      cwd: import.meta.dirname,
    });
    return parseAdapters(`${stdout}\n${stderr}`);
  } catch {
    return [];
  }
}

/** Reads lines like ` * backend: 'metal', name: 'Apple M1 Max'`; one adapter a name, whatever it can be reached by. */
export function parseAdapters(listing: string): readonly Adapter[] {
  const names = listing
    .split('\n')
    .filter((line) => !NO_DEVICE.test(line))
    .flatMap((line) => /\* backend: '[^']*', name: '([^']+)'/.exec(line)?.[1] ?? []);
  return [...new Set(names)].map((name) => ({ name }));
}
