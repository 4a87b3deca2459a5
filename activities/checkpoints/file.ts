/** Files that are either whole or not there, whenever the power goes. What the file system refuses is `unavailable`. */
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { usingFile } from './file-error.ts';
import { temporaryName } from './temporary-name.ts';

/** Writes a file aside, syncs it and its folder, and renames it into place. */
export async function writeAtomically(path: string, fence: number, data: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  const aside = join(folder, temporaryName(fence));
  await usingFile('written', path, async () => {
    await mkdir(folder, { recursive: true });
    try {
      const file = await open(aside, 'w');
      try {
        await file.writeFile(data);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(aside, path);
    } catch (error) {
      // That it can't be written is what counts, whether or not what there is of it can be removed.
      await rm(aside, { force: true }).catch(() => undefined);
      throw error;
    }
    await syncFolder(folder);
  });
}

/** A rename is durable once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file's content; null if there is no such file. */
export async function readIfThere(path: string): Promise<Uint8Array | null> {
  return await usingFile('read', path, () => readFile(path).catch(nullIfMissing));
}

/** The names in a folder; none if there is no such folder. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await usingFile('read', folder, () => readdir(folder).catch(nullIfMissing))) ?? [];
}

/** Removes files of a folder; those that are not there need not be. */
export async function removeFrom(folder: string, names: readonly string[]): Promise<void> {
  await Promise.all(
    names.map((name) => {
      const path = join(folder, name);
      return usingFile('written', path, () => rm(path, { force: true }));
    }),
  );
}

/** SHA-256 in hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
