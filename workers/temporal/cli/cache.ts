/** Where a `temporal` program that was fetched or built is kept, and how it gets there whole. */

import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { cacheDir } from '../../../common/paths.ts';
import { isRunning } from '../process.ts';
import { createWholeFile } from '../whole-file.ts';
import { TEMPORAL_CLI_VERSION } from './version.ts';

/** The program's file: `<cache>/temporal/<version>/temporal`. */
export function cachedTemporal(env: NodeJS.ProcessEnv = process.env, version = TEMPORAL_CLI_VERSION): string {
  return join(cacheDir(env), 'temporal', version, PROGRAM);
}

/** The program's name on this platform. */
export const PROGRAM = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/** Names the machine too: a home folder may be shared between machines, whose process numbers say nothing here. */
const PREFIX = `.getting-${hostname().replace(/[^\w.]/g, '_')}-`;
const LOCK = `.lock-${hostname().replace(/[^\w.]/g, '_')}`;

/**
 * Lets `get` make the program in a folder of its own, then moves it to `place`: nobody ever sees half of one. A
 * second process that wants the same waits for the first, since a build keeps every core busy for minutes.
 *
 * @param get writes the program somewhere under the folder and returns its path
 * @returns `place`
 */
export async function intoCache(
  place: string,
  get: (folder: string) => Promise<string>,
  onWait: (pid: number) => void = () => undefined,
): Promise<string> {
  const root = dirname(place);
  await mkdir(root, { recursive: true });
  const lock = join(root, LOCK);
  await takeLock(lock, onWait);
  try {
    if (existsSync(place)) return place; // the process waited for has put it there
    await removeAbandoned(root);
    const folder = await mkdtemp(join(root, `${PREFIX}${process.pid}-`));
    try {
      const made = await get(folder);
      await chmod(made, 0o755);
      await rename(made, place);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return place;
  } finally {
    await rm(lock, { force: true });
  }
}

/**
 * Writes our process number into a new lock file; waits while a living process has one. In the moment after a
 * killed owner two may both get in: then both fetch, and each moves a whole program into place.
 */
async function takeLock(lock: string, onWait: (pid: number) => void): Promise<void> {
  let told = false;
  while (!(await createWholeFile(lock, String(process.pid)))) {
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (owner > 0 && isRunning(owner)) {
      if (!told) onWait(owner);
      told = true;
      await sleep(500);
    } else {
      await rm(lock, { force: true }); // its owner was killed
    }
  }
}

/** Removes what processes killed on this machine have left. */
async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : undefined;
    if (pid !== undefined && !isRunning(pid)) await rm(join(root, name), { recursive: true, force: true });
  }
}
