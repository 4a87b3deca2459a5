/** Fetching Python wheels through pip, and taking out of them what TensorFlow.js needs. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { KNOWN_WHEELS, NativeTensorFlowError, WHEEL_PYTHON } from './flavour.ts';
import type { WheelRecord } from './installation.ts';
import { lastLine, run } from './tools.ts';
import type { Run } from './tools.ts';

/** The libraries, the fourteen or so C headers that the binding includes, and the licences. */
export const TENSORFLOW_FILES = String.raw`^tensorflow/(libtensorflow_(cc|framework)\.so\.2$|include/(tensorflow/c/[^/]*\.h$|tensorflow/c/eager/c_api\.h$|xla/tsl/c/|tensorflow/core/platform/ctstring|tsl/platform/ctstring)|THIRD_PARTY_NOTICES)|\.dist-info/(METADATA$|.*LICENSE)`;

/** All of a CUDA wheel but headers, static libraries and Python code. */
export const NVIDIA_FILES = String.raw`^nvidia/[^/]+/(lib|bin|nvvm)/(?!.*\.(a|py)$)|\.dist-info/.*(LICENSE|License)`;

/** A wheel on disk. */
export interface Wheel extends WheelRecord {
  readonly path: string;
}

/** What {@link extractWheel} took out. */
export interface Extracted {
  readonly sha256: string;
  readonly files: number;
  readonly bytes: number;
  /** `Requires-Dist` lines of the wheel's metadata. */
  readonly requires: readonly string[];
}

/**
 * Python, since whoever has pip has it, and its `zipfile` reads what Node can't. Checks each file against the
 * wheel's own RECORD while writing it.
 */
const EXTRACT = String.raw`
import base64, csv, hashlib, io, json, os, re, sys, zipfile
wheel, dest, pattern = sys.argv[1:4]
digest = hashlib.sha256()
with open(wheel, 'rb') as f:
    for block in iter(lambda: f.read(1 << 20), b''):
        digest.update(block)
z = zipfile.ZipFile(wheel)
read = lambda end: z.read(next(n for n in z.namelist() if n.endswith('.dist-info/' + end))).decode()
recorded = {row[0]: row[1] for row in csv.reader(io.StringIO(read('RECORD'))) if len(row) > 1}
wanted, root, files, size = re.compile(pattern), os.path.realpath(dest), 0, 0
for info in z.infolist():
    if info.is_dir() or not wanted.search(info.filename):
        continue
    path = os.path.realpath(os.path.join(root, info.filename))
    if not path.startswith(root + os.sep):
        sys.exit('error: the wheel names a file outside itself: ' + info.filename)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    sha = hashlib.sha256()
    with z.open(info) as source, open(path, 'wb') as sink:
        for block in iter(lambda: source.read(1 << 20), b''):
            sha.update(block)
            sink.write(block)
    found = 'sha256=' + base64.urlsafe_b64encode(sha.digest()).rstrip(b'=').decode()
    if recorded.get(info.filename) != found:
        sys.exit('error: the wheel is damaged: ' + info.filename + ' does not match its RECORD')
    if (info.external_attr >> 16) & 0o111:
        os.chmod(path, 0o755)
    files, size = files + 1, size + info.file_size
requires = [line[15:] for line in read('METADATA').splitlines() if line.startswith('Requires-Dist: ')]
print(json.dumps({'sha256': digest.hexdigest(), 'files': files, 'bytes': size, 'requires': requires}))
`;

/**
 * Downloads one wheel, without its dependencies, into an empty folder.
 *
 * @param requirement e.g. `tensorflow-cpu==2.21.0`
 * @throws NativeTensorFlowError
 */
export async function downloadWheel(
  python: string,
  requirement: string,
  directory: string,
  exec: Run = run,
): Promise<{ path: string; file: string; bytes: number }> {
  const target = ['--python-version', WHEEL_PYTHON, '--implementation', 'cp'];
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-cache-dir'];
  const only = ['--no-deps', '--only-binary=:all:'];
  try {
    await exec(python, [
      '-m',
      'pip',
      'download',
      ...quiet,
      ...only,
      ...target,
      '--dest',
      directory,
      requirement,
    ]);
  } catch (cause) {
    throw new NativeTensorFlowError(
      `pip could not download ${requirement}: ${lastLine((cause as Error).message)}`,
      "Check the network and pip's own settings (index, proxy: `pip config list`), then run this again.",
      cause,
    );
  }
  const file = (await readdir(directory)).find((name) => name.endsWith('.whl'));
  if (file === undefined) {
    throw new NativeTensorFlowError(`pip left no wheel of ${requirement}`, 'Run this again.');
  }
  const path = join(directory, file);
  return { path, file, bytes: (await stat(path)).size };
}

/**
 * Writes the files of a wheel that match a pattern under a folder, each checked against the wheel's RECORD, and
 * the wheel itself against {@link KNOWN_WHEELS}.
 *
 * @throws NativeTensorFlowError when a digest does not match
 */
export async function extractWheel(
  python: string,
  wheel: { readonly path: string; readonly file: string },
  directory: string,
  pattern: string,
  exec: Run = run,
): Promise<Extracted> {
  const again = 'Nothing was installed. Run this again; if it stays, look at where pip downloads from.';
  let extracted: Extracted;
  try {
    const out = await exec(python, ['-c', EXTRACT, wheel.path, directory, pattern]);
    extracted = JSON.parse(out) as Extracted;
  } catch (cause) {
    throw new NativeTensorFlowError(`${wheel.file}: ${lastLine((cause as Error).message)}`, again, cause);
  }
  const known = KNOWN_WHEELS[wheel.file];
  if (known !== undefined && known !== extracted.sha256) {
    throw new NativeTensorFlowError(
      `${wheel.file} has SHA-256 ${extracted.sha256}, expected ${known}`,
      again,
    );
  }
  if (extracted.files === 0) {
    throw new NativeTensorFlowError(`${wheel.file} holds none of the files needed`, again);
  }
  return extracted;
}

/** The CUDA wheels that a TensorFlow wheel asks for under its extra `and-cuda`, as pip requirements. */
export function cudaRequirements(requires: readonly string[]): string[] {
  return requires
    .filter((line) => /^nvidia-/.test(line) && /extra\s*==\s*["']and-cuda["']/.test(line))
    .map((line) => (line.split(';')[0] ?? '').trim());
}
