/** Loading native TensorFlow into this process. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';

import type * as tfjs from '@tensorflow/tfjs-core';

import {
  DEFAULT_TENSORFLOW_VERSION,
  flavourOf,
  NativeTensorFlowError,
  packageOf,
  setupCommand,
} from './flavour.ts';
import type { Flavour, NativeBackendName } from './flavour.ts';
import { findInstallation, tfjsNodePackage } from './installation.ts';

const require = createRequire(import.meta.url);

/** The package that tfjs-node asks where its binding lies. */
const LOCATOR = '@mapbox/node-pre-gyp';

export interface NativeTensorFlow {
  /** The one copy of TensorFlow.js, its backend `tensorflow` registered and chosen. */
  readonly tf: typeof tfjs;
  /** TensorFlow's version. */
  readonly version: string;
  /** Whether it computes on a GPU. */
  readonly gpu: boolean;
  /** The binding that was loaded. */
  readonly binding: string;
  /** `built` by our own set-up, or brought by the npm `package`'s install script. */
  readonly source: 'built' | 'package';
}

export interface LoadOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Threads that compute; TensorFlow's default is one a core. Counts only for the first load. */
  readonly threads?: number;
}

interface Binding {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
}

/**
 * Loads native TensorFlow; a second call returns the same. Not for worker threads: the binding keeps state that
 * threads would share.
 *
 * @throws NativeTensorFlowError with the reason, when there is none, it does not load, or `tensorflow-gpu` finds no GPU
 * @example
 * const { tf } = loadNativeTensorFlow('tensorflow');
 */
export function loadNativeTensorFlow(
  backend: NativeBackendName,
  options: LoadOptions = {},
): NativeTensorFlow {
  const flavour = flavourOf(backend);
  const env = options.env ?? process.env;
  if (flavour === 'gpu') assertNvidiaDevice();
  const { path, source } = locateBinding(flavour, env);
  prepareProcess(flavour, options.threads);
  const binding = loadBinding(path);
  keepLoopsVectorised(binding.TF_Version);
  const gpu = binding.isUsingGpuDevice();
  if (flavour === 'gpu' && !gpu) {
    throw new NativeTensorFlowError(
      'TensorFlow loaded but sees no GPU',
      'See what it misses with TF_CPP_MIN_LOG_LEVEL=0; check `nvidia-smi` and CUDA_VISIBLE_DEVICES.',
    );
  }
  return { tf: requirePackage(flavour, path), version: binding.TF_Version, gpu, binding: path, source };
}

/** Whether native TensorFlow of this flavour is here to be loaded; it may still fail to. */
export function hasNativeTensorFlow(flavour: Flavour, env: NodeJS.ProcessEnv = process.env): boolean {
  try {
    locateBinding(flavour, env);
    return true;
  } catch {
    // tfjs-node, which it goes with, is optional.
    return false;
  }
}

/** The binding that our set-up built, else the one that the npm package's install script brought. */
function locateBinding(
  flavour: Flavour,
  env: NodeJS.ProcessEnv,
): Pick<NativeTensorFlow, 'source'> & { path: string } {
  const { root } = tfjsNodePackage(flavour);
  const built = findInstallation(flavour, env);
  if (built) return { path: built.binding, source: 'built' };
  const own = join(root, 'lib', 'napi-v8', 'tfjs_binding.node');
  if (existsSync(own)) return { path: own, source: 'package' };
  throw new NativeTensorFlowError(
    `native TensorFlow (${flavour}) is not set up on this machine`,
    `Run \`${setupCommand(flavour)}\` once.`,
  );
}

/** Tells without loading a gigabyte of libraries that there can be no GPU; WSL has /dev/dxg. */
function assertNvidiaDevice(): void {
  if (['/dev/nvidiactl', '/dev/nvidia0', '/dev/dxg'].some((device) => existsSync(device))) return;
  throw new NativeTensorFlowError(
    'this machine has no NVIDIA device',
    'Use tensorflow (CPU) here; in a container, start it with access to the GPU.',
  );
}

/** Settings that TensorFlow reads once, from the real environment; what the user has set stays. */
function prepareProcess(flavour: Flavour, threads: number | undefined): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (threads !== undefined) {
    process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
    process.env.TF_NUM_INTEROP_THREADS ??= String(threads); // operations of a graph at a time
  }
  if (flavour === 'gpu') {
    process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'; // else the first process takes the whole GPU's memory
    process.env.NVIDIA_TF32_OVERRIDE ??= '0'; // else matrix products have 10 bits of mantissa
  }
  // tfjs-node calls two helpers that Node 23 removed
  const removed = util as unknown as Record<string, unknown>;
  removed.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  removed.isArray ??= Array.isArray;
}

/**
 * With more than one thread XLA cuts a fused loop into equal parts. Where its length can't be divided, its newer emitter asks
 * at every number whether it is still inside, which costs more than the second thread brings; the older one does not. A
 * release that does not know the setting would end the process, so it is for the one that was measured.
 */
function keepLoopsVectorised(version: string): void {
  if (version === DEFAULT_TENSORFLOW_VERSION && process.env.TF_NUM_INTRAOP_THREADS !== '1')
    process.env.XLA_FLAGS ??= '--xla_cpu_use_fusion_emitters=false';
}

function loadBinding(path: string): Binding {
  try {
    return require(path) as Binding;
  } catch (cause) {
    throw new NativeTensorFlowError(
      `the TensorFlow binding does not load: ${(cause as Error).message.split('\n')[0] ?? ''}`,
      'Build it again: `npm run setup:tensorflow -- --force` (with --gpu for the GPU).',
      cause,
    );
  }
}

/**
 * Requires the npm package with the binding at `path`. The package asks {@link LOCATOR} for its binding: for that
 * moment another answers in its name, so that nothing is written into `node_modules`.
 */
function requirePackage(flavour: Flavour, path: string): typeof tfjs {
  const fromPackage = createRequire(join(tfjsNodePackage(flavour).root, 'package.json'));
  assertOneCore(fromPackage);
  const id = fromPackage.resolve(LOCATOR);
  const original = fromPackage.cache[id];
  fromPackage.cache[id] = { id, filename: id, loaded: true, exports: { find: () => path } } as NodeJS.Module;
  try {
    return require(packageOf(flavour)) as typeof tfjs;
  } finally {
    if (original) fromPackage.cache[id] = original;
    else delete fromPackage.cache[id];
  }
}

/** Backends, tensors and variables of two copies of tfjs-core would not know each other. */
function assertOneCore(fromPackage: NodeJS.Require): void {
  const core = '@tensorflow/tfjs-core';
  const theirs = createRequire(fromPackage.resolve('@tensorflow/tfjs')).resolve(core);
  if (theirs === require.resolve(core)) return;
  throw new NativeTensorFlowError(
    `npm has installed two copies of ${core}: ${theirs} is not ours`,
    'Keep all @tensorflow packages on one version, then run `npm dedupe`.',
  );
}
