/** The two builds of native TensorFlow, and everything in which they differ. */

import { UserError } from '../../../common/errors.ts';

/** `cpu` runs on any x86-64 or ARM Linux machine, `gpu` on NVIDIA GPUs. */
export type Flavour = 'cpu' | 'gpu';

/** The backends, in the project's words, that these builds serve. */
export type NativeBackendName = 'tensorflow' | 'tensorflow-gpu';

/** Raised by everything in this folder: says what is missing, and in its hint what to do. */
export class NativeTensorFlowError extends UserError {
  constructor(message: string, hint: string, cause?: unknown) {
    super('unavailable', message, { hint, cause });
  }
}

/**
 * The TensorFlow release that is installed unless asked otherwise, the one that the measurements in
 * `docs/native-tensorflow.md` are of. A fixed one, so that two machines that train the same stage agree.
 */
export const DEFAULT_TENSORFLOW_VERSION = '2.21.0';

/**
 * SHA-256 of the wheels of the default release: a wheel with one of these names must have its digest, wherever
 * pip got it from. Wheels that are not listed (other releases, CUDA libraries) rest on pip's own check.
 */
export const KNOWN_WHEELS: Readonly<Record<string, string>> = {
  'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl':
    'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
  'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl':
    'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
  'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl':
    'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
};

/**
 * Which CPython's wheel is asked for. No Python code of it is ever run, so this need not be the machine's own
 * Python; a fixed one makes every machine fetch the same file.
 */
export const WHEEL_PYTHON = '3.12';

export function flavourOf(backend: NativeBackendName): Flavour {
  return backend === 'tensorflow-gpu' ? 'gpu' : 'cpu';
}

/** The npm package with the JavaScript half and the C++ sources of the binding. */
export function packageOf(flavour: Flavour): '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu' {
  return flavour === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
}

/**
 * The Python distribution whose wheel holds the libraries. On ARM there is no `tensorflow-cpu`, and `tensorflow`
 * itself has no CUDA in it.
 */
export function distributionOf(flavour: Flavour, arch: string): 'tensorflow' | 'tensorflow-cpu' {
  return flavour === 'cpu' && arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';
}

/** The command that a message tells its reader to run. */
export function setupCommand(flavour: Flavour): string {
  return flavour === 'gpu' ? 'npm run setup:tensorflow -- --gpu' : 'npm run setup:tensorflow';
}

/**
 * Refuses machines for which there is no wheel, before anything is downloaded.
 *
 * @throws NativeTensorFlowError
 */
export function assertSupported(flavour: Flavour, platform: string, arch: string): void {
  const instead = 'Use another backend here: webgpu, wasm or cpu.';
  if (platform !== 'linux') {
    throw new NativeTensorFlowError(`native TensorFlow is built on Linux only, this is ${platform}`, instead);
  }
  if (arch !== 'x64' && !(arch === 'arm64' && flavour === 'cpu')) {
    throw new NativeTensorFlowError(`TensorFlow has no ${flavour} wheel for linux-${arch}`, instead);
  }
}
