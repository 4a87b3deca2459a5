/** Where a built TensorFlow lies, and what is written down about it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { cacheDir } from '../../../common/paths.ts';
import { NativeTensorFlowError, packageOf } from './flavour.ts';
import type { Flavour } from './flavour.ts';

const require = createRequire(import.meta.url);

/** Raised when the layout below changes, so that older installations are built again rather than misread. */
const LAYOUT = 1;

export const BINDING_FILE = 'tfjs_binding.node';
export const MANIFEST_FILE = 'manifest.json';

/** One downloaded wheel. */
export interface WheelRecord {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** `manifest.json` of an installation. */
export interface Manifest {
  readonly layout: typeof LAYOUT;
  readonly flavour: Flavour;
  /** TensorFlow's version, as the loaded library itself says it. */
  readonly tensorflow: string;
  /** Version of the npm package whose C++ sources the binding was compiled from; must equal the one that loads it. */
  readonly tfjsNode: string;
  readonly platform: string;
  readonly arch: string;
  readonly compiler: string;
  readonly wheels: readonly WheelRecord[];
  /** What the installation takes on disk. */
  readonly bytes: number;
  /** ISO 8601. */
  readonly builtAt: string;
}

/** An installation on disk: its folder holds the binding, `tensorflow/` and for the GPU `nvidia/`. */
export interface Installation {
  readonly directory: string;
  readonly binding: string;
  readonly manifest: Manifest;
}

/** What a manifest knows when it is written; the rest follows from this machine. */
export function createManifest(
  facts: Omit<Manifest, 'layout' | 'platform' | 'arch' | 'builtAt'>,
  now: Date = new Date(),
): Manifest {
  const { platform, arch } = process;
  return { layout: LAYOUT, platform, arch, builtAt: now.toISOString(), ...facts };
}

/** The folder of all installations. */
export function installationsDir(env: NodeJS.ProcessEnv): string {
  return join(cacheDir(env), 'tensorflow');
}

/** The folder of one installation. */
export function installationDir(env: NodeJS.ProcessEnv, version: string, flavour: Flavour): string {
  return join(installationsDir(env), `${version}-${flavour}`);
}

/** Reads one installation; undefined where there is none that this machine and package can load. */
export function readInstallation(directory: string, tfjsNode: string): Installation | undefined {
  const binding = join(directory, BINDING_FILE);
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(readFileSync(join(directory, MANIFEST_FILE), 'utf8')) as Partial<Manifest>;
  } catch {
    return undefined; // absent, or cut short by something other than us: the set-up is atomic
  }
  const fits =
    manifest.layout === LAYOUT &&
    manifest.tfjsNode === tfjsNode &&
    manifest.platform === process.platform &&
    manifest.arch === process.arch &&
    existsSync(binding);
  return fits ? { directory, binding, manifest: manifest as Manifest } : undefined;
}

/** The installation of a flavour that a process would load: the one of the newest TensorFlow. */
export function findInstallation(
  flavour: Flavour,
  env: NodeJS.ProcessEnv = process.env,
): Installation | undefined {
  const root = installationsDir(env);
  if (!existsSync(root)) return undefined;
  const tfjsNode = tfjsNodePackage(flavour).version;
  return readdirSync(root)
    .filter((name) => name.endsWith(`-${flavour}`) && !name.startsWith('.'))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => readInstallation(join(root, name), tfjsNode))
    .find((installation) => installation !== undefined);
}

/**
 * The npm package behind a flavour.
 *
 * @throws NativeTensorFlowError where npm left it out
 */
export function tfjsNodePackage(flavour: Flavour): { readonly root: string; readonly version: string } {
  const name = packageOf(flavour);
  let file: string;
  try {
    file = require.resolve(`${name}/package.json`);
  } catch (cause) {
    const hint = 'It is an optional dependency: run `npm ci` without --omit=optional.';
    throw new NativeTensorFlowError(`the npm package ${name} is not installed`, hint, cause);
  }
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return { root: dirname(file), version };
}
