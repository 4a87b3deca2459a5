import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../common/errors.ts';
import { note } from './print.ts';

/**
 * Writes aside first, so that a broken transfer leaves no half file under the name asked for.
 * @throws UserError `unavailable`
 */
export async function writeWhole(pieces: Readable, path: string): Promise<void> {
  const aside = `${path}.part`;
  try {
    await pipeline(pieces, createWriteStream(aside));
    await rename(aside, path);
  } catch (cause) {
    await rm(aside, { force: true });
    if (cause instanceof UserError) throw cause;
    throw new UserError('unavailable', `${path} can't be written: ${(cause as Error).message}`, { cause });
  }
  note(`written: ${path}`);
}
