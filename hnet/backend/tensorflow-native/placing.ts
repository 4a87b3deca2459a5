/** Building beside the installations and moving into place at the end, so that nobody ever sees half of one. */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { installationsDir } from './installation.ts';

/** Names the machine too: a home folder may be shared between machines, whose process numbers say nothing here. */
const PREFIX = `.building-${hostname().replace(/[^\w.]/g, '_')}-`;

/** An empty folder on the file system of the installations. Removes those that set-ups killed on this machine have left. */
export async function buildFolder(env: NodeJS.ProcessEnv): Promise<string> {
  const root = installationsDir(env);
  await mkdir(root, { recursive: true });
  for (const name of await readdir(root)) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : undefined;
    if (pid !== undefined && !isRunning(pid)) await rm(join(root, name), { recursive: true, force: true });
  }
  return mkdtemp(join(root, `${PREFIX}${process.pid}-`));
}

/**
 * Puts a finished folder where it belongs. One that is there already, of an earlier or a simultaneous set-up, is
 * moved aside first: a process that has loaded it keeps its open files.
 */
export async function moveIntoPlace(finished: string, place: string): Promise<void> {
  const aside = `${finished}-old`;
  if (existsSync(place)) await rename(place, aside).catch(ignoreMissing);
  try {
    await rename(finished, place);
  } catch (error) {
    // a simultaneous set-up was quicker by a hair: its installation is as good as ours
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
