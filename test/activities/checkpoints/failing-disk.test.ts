import { existsSync } from 'node:fs';
import type * as Files from 'node:fs/promises';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CheckpointStore } from '../../../activities/checkpoint-store.types.ts';
import { usingFile } from '../../../activities/checkpoints/file-error.ts';
import { createFolderCheckpointStore } from '../../../activities/checkpoints/folder-store.ts';
import { resultOf } from '../../prisma/suite/context.ts';

/** Gives the file that is opened instead of one that is to be written. */
let onOpen: ((path: string) => Promise<string>) | null = null;
vi.mock('node:fs/promises', async (original) => {
  const files = await original<typeof Files>();
  const open = async (path: string, flags: string) =>
    files.open(flags === 'w' && onOpen !== null ? await onOpen(path) : path, flags);
  return { ...files, open };
});

const KEY = 'abcdef';
const result = resultOf(0, { curve: [] });

describe('a disk that fails while a checkpoint is written', () => {
  let root: string;
  let folder: string;
  let store: CheckpointStore;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'hnet-checkpoints-'));
    folder = join(root, 'ab', KEY);
    store = createFolderCheckpointStore(root);
    await store.openAttempt(KEY, 1);
  });
  afterEach(async () => {
    onOpen = null;
    await rm(root, { recursive: true, force: true });
  });

  it.skipIf(!existsSync('/dev/full'))('is full: unavailable, by name, and nothing is left', async () => {
    onOpen = () => Promise.resolve('/dev/full');
    await expect(store.writeFinal(KEY, 1, Uint8Array.of(1), result)).rejects.toMatchObject({
      code: 'unavailable',
      message: `${join(folder, 'final.safetensors')} can't be written: the disk is full`,
      hint: expect.stringContaining('Free some space') as string,
    });
    await expect(store.writePartial(KEY, 1, 5, Uint8Array.of(1), 1)).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(await readdir(folder)).toEqual(['fence-1']);
    onOpen = null;
    await store.writeFinal(KEY, 1, Uint8Array.of(1), result);
    expect(await store.readFinal(KEY)).not.toBeNull();
  });

  it('is none where a newer attempt took the file away: the older one is told that it is stale', async () => {
    onOpen = async (path) => {
      onOpen = null;
      await store.openAttempt(KEY, 2);
      return `${path}.taken`; // so that there is nothing to rename
    };
    await expect(store.writePartial(KEY, 1, 5, Uint8Array.of(1), 1)).rejects.toMatchObject({
      code: 'stale-attempt',
    });
  });
});

describe('what a file system says', () => {
  const failing = (code: string) => () => Promise.reject(Object.assign(new Error(`${code}: no`), { code }));

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'quota'],
    ['EIO', 'the disk fails'],
    ['ESTALE', 'gone away'],
    ['EROFS', 'only be read'],
    ['EACCES', 'not allowed'],
    ['EPERM', 'not allowed'],
    ['ETIMEDOUT', 'does not answer'],
    ['EMFILE', 'too many files'],
  ])('%s is unavailable, in plain words', async (code, says) => {
    await expect(usingFile('read', '/net/x', failing(code))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(new RegExp(`^/net/x can't be read: .*${says}`)) as string,
      hint: expect.any(String) as string,
      cause: { code },
    });
  });

  it('passes as it is where it is no matter of the disk', async () => {
    await expect(usingFile('read', 'x', failing('ENOENT'))).rejects.toMatchObject({ code: 'ENOENT' });
    const bug = () => Promise.reject(new TypeError('no'));
    await expect(usingFile('read', 'x', bug)).rejects.toThrow(TypeError);
  });
});
