import { UserError } from '../../../common/errors.ts';

const BLOCK = 512;

/**
 * The plain files of a tar archive (ustar and its forerunners), by the name after the last slash. Links, folders and
 * extended headers are passed over. The contents are views of the archive.
 * @throws UserError `corrupt-data` where a header or a file is cut off
 */
export function readTar(archive: Uint8Array, source: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (from: number, length: number): string => {
    const bytes = archive.subarray(from, from + length);
    const end = bytes.indexOf(0);
    return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1');
  };
  for (let at = 0; at < archive.length;) {
    if (at + BLOCK > archive.length) throw cutOff(source);
    if (archive[at] === 0) break; // the empty blocks at the end
    const name = text(at, 100);
    const size = Number.parseInt(text(at + 124, 12).trim() || '0', 8);
    const kind = text(at + 156, 1);
    const from = at + BLOCK;
    if (!Number.isSafeInteger(size) || size < 0 || from + size > archive.length) throw cutOff(source);
    if (kind === '' || kind === '0')
      files.set(name.slice(name.lastIndexOf('/') + 1), archive.subarray(from, from + size));
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

function cutOff(source: string): UserError {
  return new UserError('corrupt-data', `${source} is not a whole tar archive`, {
    hint: 'Delete it; it will be fetched again.',
  });
}
