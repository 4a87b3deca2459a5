/** Compiling the N-API binding of a tfjs-node package against a wheel's libraries, and trying it. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

import { NativeTensorFlowError } from './flavour.ts';
import { BINDING_FILE } from './installation.ts';
import { lastLine, ProgramError, run } from './tools.ts';
import type { Run } from './tools.ts';

const require = createRequire(import.meta.url);

/** The N-API version that tfjs-node 4.22 is written for; every Node from 12.19 on has it. */
const NAPI_VERSION = 8;

/** The two translation units of the binding, inside the npm package. */
const SOURCES = ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'];

/** What a binding says of itself when it is loaded. */
export interface BindingFacts {
  /** TensorFlow's version. */
  readonly version: string;
  /** Whether it computes on a GPU on this machine, now. */
  readonly gpu: boolean;
}

/**
 * The folder with `node_api.h`: npm's `node-api-headers`, else the headers that a Node distribution brings.
 *
 * @throws NativeTensorFlowError
 */
export function nodeApiHeaders(): string {
  const candidates = [resolve(dirname(process.execPath), '../include/node')];
  try {
    candidates.unshift(join(dirname(require.resolve('node-api-headers/package.json')), 'include'));
  } catch {
    // not installed: Node's own headers do as well
  }
  const found = candidates.find((folder) => existsSync(join(folder, 'node_api.h')));
  if (found !== undefined) return found;
  throw new NativeTensorFlowError(
    "Node's C headers (node_api.h) are missing, which the binding is compiled with",
    'Run `npm ci` with development dependencies, which include node-api-headers.',
  );
}

/** The compiler's arguments. The library path is relative to the binding, so that the folder can be moved. */
export function compilerArguments(options: {
  readonly packageRoot: string;
  readonly headers: string;
  /** The folder that holds `tensorflow/` and will hold the binding. */
  readonly directory: string;
}): string[] {
  const libraries = join(options.directory, 'tensorflow');
  return [
    ...['-O2', '-shared', '-fPIC', '-std=c++17', `-DNAPI_VERSION=${NAPI_VERSION}`],
    ...['-I', options.headers, '-I', join(libraries, 'include')],
    ...SOURCES.map((file) => join(options.packageRoot, file)),
    ...['-o', join(options.directory, BINDING_FILE)],
    ...['-L', libraries, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    '-Wl,-rpath,$ORIGIN/tensorflow',
  ];
}

/**
 * Compiles the binding into `directory`.
 *
 * @throws NativeTensorFlowError with the compiler's own message
 */
export async function compileBinding(
  compiler: string,
  options: { readonly packageRoot: string; readonly directory: string },
  exec: Run = run,
): Promise<void> {
  try {
    await exec(compiler, compilerArguments({ ...options, headers: nodeApiHeaders() }));
  } catch (cause) {
    throw new NativeTensorFlowError(
      `${compiler} could not compile the binding: ${lastLine((cause as Error).message)}`,
      'This TensorFlow release may have changed its C API: set up the default release, which is tested.',
      cause,
    );
  }
}

/** Loads the binding, makes its context and prints its facts: as small as a test can be that links everything. */
const TRY =
  "const b = require(process.argv[1]); console.log(JSON.stringify({ version: b['TF_Version'], gpu: b.isUsingGpuDevice() }));";

/**
 * Loads the binding in a process of its own, so that a library that can't run here (say, for want of AVX) ends
 * that process and not ours.
 *
 * @throws NativeTensorFlowError
 */
export async function tryBinding(binding: string, exec: Run = run): Promise<BindingFacts> {
  try {
    return JSON.parse(await exec(process.execPath, ['-e', TRY, binding])) as BindingFacts;
  } catch (cause) {
    const illegal = cause instanceof ProgramError && cause.code === 'SIGILL';
    throw new NativeTensorFlowError(
      illegal
        ? "this processor lacks instructions (AVX) that TensorFlow's wheels are built for"
        : `the binding was built but does not load: ${lastLine((cause as Error).message)}`,
      'Use another backend here: webgpu, wasm or cpu.',
      cause,
    );
  }
}
