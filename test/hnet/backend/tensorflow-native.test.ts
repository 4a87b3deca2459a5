import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as core from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  compilerArguments,
  nodeApiHeaders,
  tryBinding,
} from '../../../hnet/backend/tensorflow-native/compile.ts';
import { assertSupported, distributionOf } from '../../../hnet/backend/tensorflow-native/flavour.ts';
import { findInstallation, loadNativeTensorFlow } from '../../../hnet/backend/tensorflow-native/index.ts';
import { createManifest, tfjsNodePackage } from '../../../hnet/backend/tensorflow-native/installation.ts';
import type { Manifest } from '../../../hnet/backend/tensorflow-native/installation.ts';
import { buildFolder, moveIntoPlace } from '../../../hnet/backend/tensorflow-native/placing.ts';
import { setUpTensorFlow } from '../../../hnet/backend/tensorflow-native/setup.ts';
import {
  findCompiler,
  findPython,
  lastLine,
  ProgramError,
} from '../../../hnet/backend/tensorflow-native/tools.ts';
import type { Run } from '../../../hnet/backend/tensorflow-native/tools.ts';
import {
  cudaRequirements,
  extractWheel,
  NVIDIA_FILES,
  TENSORFLOW_FILES,
} from '../../../hnet/backend/tensorflow-native/wheels.ts';

/** What is optional on a machine: tests that need it say so when they are skipped. */
function present(what: string, check: () => unknown): boolean {
  let reason: unknown;
  try {
    if (check()) return true;
  } catch (error) {
    reason = error;
  }
  const because = reason instanceof Error ? reason.message : 'not found';
  console.warn(`skipped: tests of ${what} (${because})`);
  return false;
}

const hasPackage = present('the npm package @tensorflow/tfjs-node', () => tfjsNodePackage('cpu'));
const hasPython = present('wheels, which need python3', () => execFileSync('python3', ['--version']));
const isBuilt =
  hasPackage &&
  present('native TensorFlow, set up by `npm run setup:tensorflow`', () => findInstallation('cpu'));

const supported = process.platform === 'linux' && process.arch === 'x64';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tensorflow-native-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A cache folder of this test's own. */
function freshCache(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HNET_CACHE_DIR: mkdtempSync(join(folder, 'cache-')) };
}

/** Writes an installation that looks whole. */
function pretendInstalled(env: NodeJS.ProcessEnv, version: string, change: Partial<Manifest> = {}): string {
  const directory = join(env.HNET_CACHE_DIR ?? '', 'tensorflow', `${version}-cpu`);
  mkdirSync(directory, { recursive: true });
  const tfjsNode = tfjsNodePackage('cpu').version;
  const facts = {
    flavour: 'cpu',
    tensorflow: version,
    tfjsNode,
    compiler: 'g++',
    wheels: [],
    bytes: 1,
  } as const;
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ ...createManifest(facts), ...change }));
  writeFileSync(join(directory, 'tfjs_binding.node'), '');
  return directory;
}

describe('which build for which machine', () => {
  it('takes tensorflow-cpu on x86-64 and tensorflow on ARM, where it has no CUDA', () => {
    expect(distributionOf('cpu', 'x64')).toBe('tensorflow-cpu');
    expect(distributionOf('cpu', 'arm64')).toBe('tensorflow');
    expect(distributionOf('gpu', 'x64')).toBe('tensorflow');
  });

  it('refuses machines without a wheel before anything is downloaded', () => {
    expect(() => assertSupported('cpu', 'darwin', 'arm64')).toThrow(/on Linux only, this is darwin/);
    expect(() => assertSupported('gpu', 'linux', 'arm64')).toThrow(/no gpu wheel for linux-arm64/);
    expect(() => assertSupported('cpu', 'linux', 'arm64')).not.toThrow();
  });

  it('refuses a version that is none', async () => {
    if (!supported) return;
    const setup = setUpTensorFlow({ flavour: 'cpu', version: '../../etc', env: freshCache() });
    await expect(setup).rejects.toThrow(/given \.\.\/\.\.\/etc; allowed: a release such as/);
  });
});

describe('the programs that the set-up borrows', () => {
  const missing: Run = () => Promise.reject(new ProgramError('python3', '', 'ENOENT'));

  it('names a missing Python, a missing pip and a missing compiler, and what to do', async () => {
    await expect(findPython({}, missing)).rejects.toMatchObject({
      message: expect.stringMatching(/no Python found/) as string,
      hint: expect.stringMatching(/apt install python3-pip/) as string,
    });
    const withoutPip: Run = (program, args) =>
      args.includes('pip') || program !== 'python3' ? missing(program, args) : Promise.resolve('Python 3.12');
    await expect(findPython({}, withoutPip)).rejects.toThrow(/python3 has no pip/);
    await expect(findCompiler({}, missing)).rejects.toThrow(/no C\+\+ compiler/);
  });

  it('prefers $PYTHON and $CXX', async () => {
    const any: Run = (program) => Promise.resolve(`${program} 1.0\nmore`);
    expect(await findPython({ PYTHON: '/opt/python' }, any)).toBe('/opt/python');
    expect(await findCompiler({ CXX: 'clang++-17' }, any)).toEqual({
      program: 'clang++-17',
      version: 'clang++-17 1.0',
    });
  });

  it('reports the line with the verdict', () => {
    expect(lastLine('a.cc:1: error: no such type\n  1 | x\n    | ^\n')).toBe('a.cc:1: error: no such type');
    expect(lastLine('warming up\nall is lost\n\n')).toBe('all is lost');
  });

  it('compiles with a library path relative to the binding, so that the folder can be moved', () => {
    const args = compilerArguments({ packageRoot: '/pkg', headers: '/napi', directory: '/cache/x' });
    expect(args).toContain('-Wl,-rpath,$ORIGIN/tensorflow');
    expect(args).toContain('/pkg/binding/tfjs_backend.cc');
    expect(args[args.indexOf('-o') + 1]).toBe('/cache/x/tfjs_binding.node');
    expect(existsSync(join(nodeApiHeaders(), 'node_api.h'))).toBe(true);
  });

  it('explains a processor that is too old for the wheel', async () => {
    const illegal: Run = () => Promise.reject(new ProgramError('node', 'ended by SIGILL', 'SIGILL'));
    await expect(tryBinding('/x.node', illegal)).rejects.toThrow(/lacks instructions \(AVX\)/);
  });
});

describe('wheels', () => {
  /** Writes a wheel of one library, one header and one Python file; RECORD as given. */
  function makeWheel(record: 'honest' | 'wrong', extra = ''): { path: string; file: string } {
    const file = 'toy-1.0-py3-none-any.whl';
    const path = join(mkdtempSync(join(folder, 'wheel-')), file);
    const script = `
import base64, hashlib, sys, zipfile
files = {'tensorflow/libtensorflow_cc.so.2': b'library', 'tensorflow/include/tensorflow/c/c_api.h': b'header',
         'tensorflow/python/ops.py': b'python', 'toy-1.0.dist-info/METADATA': b'Name: toy\\nRequires-Dist: numpy\\n'}
if sys.argv[3]: files[sys.argv[3]] = b'outside'
code = lambda data: base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
with zipfile.ZipFile(sys.argv[1], 'w') as z:
    for name, data in files.items(): z.writestr(name, data)
    z.writestr('toy-1.0.dist-info/RECORD', ''.join(f'{n},sha256={code(d if sys.argv[2] == "honest" else b"")},1\\n' for n, d in files.items()))
`;
    execFileSync('python3', ['-c', script, path, record, extra]);
    return { path, file };
  }

  it.skipIf(!hasPython)('yield the libraries, the headers and the licences, and nothing else', async () => {
    const into = mkdtempSync(join(folder, 'into-'));
    const extracted = await extractWheel('python3', makeWheel('honest'), into, TENSORFLOW_FILES);
    expect(extracted).toMatchObject({ files: 3, requires: ['numpy'] });
    expect(extracted.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(into, 'tensorflow/libtensorflow_cc.so.2'), 'utf8')).toBe('library');
    expect(existsSync(join(into, 'tensorflow/python'))).toBe(false);
  });

  it.skipIf(!hasPython)('are refused when a file does not match the RECORD', async () => {
    const into = mkdtempSync(join(folder, 'into-'));
    const extraction = extractWheel('python3', makeWheel('wrong'), into, TENSORFLOW_FILES);
    await expect(extraction).rejects.toThrow(/libtensorflow_cc\.so\.2 does not match its RECORD/);
  });

  it.skipIf(!hasPython)('are refused when they name a file outside themselves', async () => {
    const into = mkdtempSync(join(folder, 'into-'));
    const extraction = extractWheel('python3', makeWheel('honest', '../../evil.so'), into, '.*');
    await expect(extraction).rejects.toThrow(/names a file outside itself/);
    expect(existsSync(join(into, '../../evil.so'))).toBe(false);
  });

  it('are refused when a known name has another digest', async () => {
    const file = 'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl';
    const forged: Run = () =>
      Promise.resolve(JSON.stringify({ sha256: 'f'.repeat(64), files: 1, bytes: 1, requires: [] }));
    const extraction = extractWheel('python3', { path: file, file }, folder, '.*', forged);
    await expect(extraction).rejects.toThrow(/has SHA-256 f+, expected dcc8afd3/);
  });

  it('ask for the CUDA libraries of their extra, and for nothing else', () => {
    const requires = [
      'numpy>=1.26.0',
      'nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
      "nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == 'and-cuda'",
      'tensorflow-io>=0.23.1; extra == "gcs-filesystem"',
    ];
    expect(cudaRequirements(requires)).toEqual([
      'nvidia-cublas-cu12<13.0,>=12.5.3.2',
      'nvidia-cudnn-cu12<10.0,>=9.3.0.75',
    ]);
    const wanted = new RegExp(NVIDIA_FILES);
    expect(wanted.test('nvidia/cublas/lib/libcublas.so.12')).toBe(true);
    expect(wanted.test('nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc')).toBe(true);
    expect(wanted.test('nvidia/cublas/include/cublas.h')).toBe(false);
    expect(wanted.test('nvidia/cuda_runtime/lib/libcudart_static.a')).toBe(false);
  });
});

describe.skipIf(!hasPackage)('installations', () => {
  it('are found by flavour, the newest TensorFlow first', () => {
    const env = freshCache();
    pretendInstalled(env, '2.9.1');
    pretendInstalled(env, '2.21.0');
    expect(findInstallation('cpu', env)?.manifest.tensorflow).toBe('2.21.0');
  });

  it('of another tfjs-node, machine or layout are not loaded', () => {
    for (const change of [{ tfjsNode: '3.0.0' }, { arch: 'vax' }, { layout: 0 as unknown as 1 }]) {
      const env = freshCache();
      pretendInstalled(env, '2.21.0', change);
      expect(findInstallation('cpu', env)).toBeUndefined();
    }
  });

  it.skipIf(!supported)('are left alone by a second set-up', async () => {
    const env = freshCache();
    const directory = pretendInstalled(env, '2.21.0');
    const result = await setUpTensorFlow({ flavour: 'cpu', version: '2.21.0', env });
    expect(result.status).toBe('already-installed');
    expect(result.installation.directory).toBe(directory);
  });

  it.skipIf(!supported)('are not left half-built when pip fails', async () => {
    const env = freshCache();
    const python = join(folder, 'python-offline');
    writeFileSync(
      python,
      '#!/bin/sh\ncase "$*" in *download*) echo "ERROR: no route to the index" >&2; exit 1;; esac\n',
    );
    chmodSync(python, 0o755);
    const setup = setUpTensorFlow({ flavour: 'cpu', env: { ...env, PYTHON: python } });
    await expect(setup).rejects.toThrow(/could not download tensorflow.*: ERROR: no route to the index/);
    expect(readdirSync(join(env.HNET_CACHE_DIR ?? '', 'tensorflow'))).toEqual([]);
  });

  it('replace an older one at a stroke', async () => {
    const env = freshCache();
    const place = pretendInstalled(env, '2.21.0');
    const building = await buildFolder(env);
    writeFileSync(join(building, 'new'), '');
    await moveIntoPlace(building, place);
    expect(readdirSync(join(place, '..'))).toEqual(['2.21.0-cpu']);
    expect(readdirSync(place)).toEqual(['new']);
  });

  it('leave no rubbish of killed set-ups, but spare those at work here or on another machine', async () => {
    const env = freshCache();
    const atWork = await buildFolder(env);
    const killed = atWork.replace(`-${process.pid}-`, '-999999999-');
    const elsewhere = killed.replace('.building-', '.building-another.machine-');
    for (const path of [killed, elsewhere]) mkdirSync(path);
    await buildFolder(env);
    expect([atWork, killed, elsewhere].map((path) => existsSync(path))).toEqual([true, false, true]);
  });

  it('that are missing make loading fail with the command that builds one', () => {
    if (existsSync(join(tfjsNodePackage('cpu').root, 'lib/napi-v8/tfjs_binding.node'))) return;
    const load = () => loadNativeTensorFlow('tensorflow', { env: freshCache() });
    expect(load).toThrow(expect.objectContaining({ hint: 'Run `npm run setup:tensorflow` once.' }));
  });
});

describe.skipIf(!isBuilt)('native TensorFlow on this machine', () => {
  /** Five Adam steps of a small net; returns the loss after them and the bits of the weights. */
  function train(tf: typeof core): { loss: number; bits: string } {
    const weights = (shape: [number, number], seed: number) =>
      tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, 0.3, 'float32', seed)));
    const w1 = weights([20, 30], 1);
    const w2 = weights([30, 4], 2);
    const x = tf.randomNormal([64, 20], 0, 1, 'float32', 3);
    const y = tf.randomNormal([64, 4], 0, 1, 'float32', 4);
    const adam = tf.train.adam(0.01);
    let loss = NaN;
    for (let i = 0; i < 5; i++) {
      const cost = adam.minimize(
        () => tf.losses.meanSquaredError(y, tf.matMul(tf.relu(tf.matMul(x, w1)), w2)),
        true,
        [w1, w2],
      );
      loss = cost?.dataSync()[0] ?? NaN;
      cost?.dispose();
    }
    const bits = Buffer.from(w1.dataSync().buffer).toString('base64');
    for (const tensor of [w1, w2, x, y]) tensor.dispose();
    adam.dispose();
    return { loss, bits };
  }

  it('registers itself with our copy of tfjs-core, and loads once', () => {
    const first = loadNativeTensorFlow('tensorflow');
    expect(core.getBackend()).toBe('tensorflow');
    expect(first.tf.Tensor).toBe(core.Tensor);
    expect(first.gpu).toBe(false);
    expect(first.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(loadNativeTensorFlow('tensorflow').binding).toBe(first.binding);
  });

  it('multiplies, differentiates and trains, twice to the same bits', () => {
    const { tf } = loadNativeTensorFlow('tensorflow');
    const product = tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.fill([3, 2], 2)).dataSync());
    expect([...product]).toEqual([6, 6, 6, 6]);
    const slope = tf.tidy(() =>
      tf
        .grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([1, -2]))
        .dataSync(),
    );
    expect([...slope]).toEqual([2, -4]);
    const before = tf.memory().numTensors;
    const one = train(tf);
    expect(train(tf)).toEqual(one);
    expect(one.loss).toBeGreaterThan(0);
    expect(tf.memory().numTensors).toBe(before);
  });
});
