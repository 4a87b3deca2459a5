/** What a file system refuses, for people: disks and mounts come back, so whoever needs the file waits and tries again. */
import { UserError } from '../../common/errors.ts';

const SPACE = 'Free some space; `hnet-sweep checkpoints --prune` deletes what no unfinished sweep needs.';
const MOUNT = 'Look after the disk or mount on which the checkpoint folder lies.';
const RIGHTS = 'Let the user that the worker runs as write to the checkpoint folder.';
const LIMIT = 'Raise the number of files that a process may open (ulimit -n).';
const PLACE = 'Check the path of the checkpoint folder.';

/** By error number: what is the matter, and what to do about it. A missing file is not among them: that is an answer. */
const REASONS: Readonly<Record<string, readonly [says: string, hint: string]>> = {
  ENOSPC: ['the disk is full', SPACE],
  EDQUOT: ['the disk quota is used up', SPACE],
  EIO: ['the disk fails', MOUNT],
  ESTALE: ['its network folder has gone away', MOUNT],
  ETIMEDOUT: ['its network folder does not answer', MOUNT],
  EROFS: ['its disk may only be read', MOUNT],
  EBUSY: ['something else holds it', MOUNT],
  EACCES: ['this user is not allowed to', RIGHTS],
  EPERM: ['this user is not allowed to', RIGHTS],
  EMFILE: ['too many files are open in this process', LIMIT],
  ENFILE: ['too many files are open on this machine', LIMIT],
  ENOTDIR: ['a file is where a folder should be', PLACE],
  EEXIST: ['a file is where a folder should be', PLACE],
  EISDIR: ['a folder is where a file should be', PLACE],
};

/**
 * Does something with a file.
 * @throws UserError `unavailable` with the file's name, the reason and a hint, where the file system refuses it
 */
export async function usingFile<T>(
  what: 'read' | 'written',
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    const [says, hint] = reason;
    throw new UserError('unavailable', `${path} can't be ${what}: ${says}`, { hint, cause: error });
  }
}
