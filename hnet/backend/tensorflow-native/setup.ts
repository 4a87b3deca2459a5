/**
 * Building native TensorFlow for Node: the C++ binding of `@tensorflow/tfjs-node`, compiled against the libraries
 * of a current TensorFlow wheel. Why so, and what was measured: `docs/native-tensorflow.md`.
 */

import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { InvalidInputError } from '../../../common/errors.ts';
import { compileBinding, tryBinding } from './compile.ts';
import { assertSupported, DEFAULT_TENSORFLOW_VERSION, distributionOf } from './flavour.ts';
import type { Flavour } from './flavour.ts';
import { BINDING_FILE, createManifest, installationDir, MANIFEST_FILE } from './installation.ts';
import { readInstallation, tfjsNodePackage } from './installation.ts';
import type { Installation, WheelRecord } from './installation.ts';
import { buildFolder, moveIntoPlace } from './placing.ts';
import { findCompiler, findPython } from './tools.ts';
import { cudaRequirements, downloadWheel, extractWheel, NVIDIA_FILES, TENSORFLOW_FILES } from './wheels.ts';

export interface SetupOptions {
  readonly flavour: Flavour;
  /** TensorFlow's version; the tested one unless said otherwise. */
  readonly version?: string;
  /** Builds again where there is an installation already. */
  readonly force?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Hears one line a step. */
  readonly report?: (line: string) => void;
}

export interface SetupResult {
  readonly status: 'installed' | 'already-installed';
  readonly installation: Installation;
  /** Whether this machine computes on a GPU with it; undefined when nothing was built, so nothing was tried. */
  readonly gpu: boolean | undefined;
  readonly seconds: number;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/**
 * Makes native TensorFlow loadable on this machine, in the cache folder. Does nothing where it is already; leaves
 * nothing half-built behind, and may run twice at a time.
 *
 * @throws NativeTensorFlowError naming what is missing and what to do; InvalidInputError for an odd version
 * @example
 * await setUpTensorFlow({ flavour: 'cpu', report: console.error });
 */
export async function setUpTensorFlow(options: SetupOptions): Promise<SetupResult> {
  const {
    flavour,
    version = DEFAULT_TENSORFLOW_VERSION,
    env = process.env,
    report = () => undefined,
  } = options;
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 100) / 10;
  assertSupported(flavour, process.platform, process.arch);
  assertVersion(version);
  const tfjsNode = tfjsNodePackage(flavour);
  const directory = installationDir(env, version, flavour);
  const present = readInstallation(directory, tfjsNode.version);
  if (present && options.force !== true) {
    return { status: 'already-installed', installation: present, gpu: undefined, seconds: seconds() };
  }

  const python = await findPython(env);
  const compiler = await findCompiler(env);
  const building = await buildFolder(env);
  try {
    const fetch = (requirement: string, pattern: string) =>
      fetchInto(building, { python, requirement, pattern, report });
    const main = await fetch(`${distributionOf(flavour, process.arch)}==${version}`, TENSORFLOW_FILES);
    const fetched = [main];
    for (const requirement of flavour === 'gpu' ? cudaRequirements(main.requires) : []) {
      fetched.push(await fetch(requirement, NVIDIA_FILES));
    }
    report(`compiling the binding of tfjs-node ${tfjsNode.version} (${compiler.program})`);
    await compileBinding(compiler.program, { packageRoot: tfjsNode.root, directory: building });
    const facts = await tryBinding(join(building, BINDING_FILE));
    const manifest = createManifest({
      flavour,
      tensorflow: facts.version,
      tfjsNode: tfjsNode.version,
      compiler: compiler.version,
      wheels: fetched.map(({ file, sha256, bytes }) => ({ file, sha256, bytes })),
      bytes: fetched.reduce((sum, wheel) => sum + wheel.kept, 0),
    });
    writeFileSync(join(building, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
    await moveIntoPlace(building, directory);
    report(`TensorFlow ${facts.version} (${flavour}) is ready: ${directory}, ${megabytes(manifest.bytes)}`);
    const installation = { directory, binding: join(directory, BINDING_FILE), manifest };
    return { status: 'installed', installation, gpu: facts.gpu, seconds: seconds() };
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

/** A version becomes a folder's name and a word of pip's command line: nothing else may get there. */
function assertVersion(version: string): void {
  if (/^\d+\.\d+\.\d+(\.post\d+)?$/.test(version)) return;
  const allowed = `a release such as ${DEFAULT_TENSORFLOW_VERSION}`;
  throw new InvalidInputError('TensorFlow version', [{ path: 'version', given: version, allowed }]);
}

/** Downloads one wheel, keeps what is needed of it, and deletes it. */
async function fetchInto(
  building: string,
  wanted: {
    readonly python: string;
    readonly requirement: string;
    readonly pattern: string;
    readonly report: (line: string) => void;
  },
): Promise<WheelRecord & { readonly kept: number; readonly requires: readonly string[] }> {
  const { python, requirement, pattern, report } = wanted;
  report(`downloading ${requirement} with pip`);
  await mkdir(building, { recursive: true });
  const wheels = await mkdtemp(join(building, '.wheel-'));
  try {
    const wheel = await downloadWheel(python, requirement, wheels);
    const { sha256, bytes: kept, requires } = await extractWheel(python, wheel, building, pattern);
    report(`checked ${wheel.file}, ${megabytes(wheel.bytes)}; keeping ${megabytes(kept)} of it`);
    return { file: wheel.file, sha256, bytes: wheel.bytes, kept, requires };
  } finally {
    await rm(wheels, { recursive: true, force: true });
  }
}
