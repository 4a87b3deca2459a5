import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckpointStore } from '../../../activities/checkpoint-store.types.ts';
import { sha256 } from '../../../activities/checkpoints/file.ts';
import { createFolderCheckpointStore } from '../../../activities/checkpoints/folder-store.ts';
import { temporaryName } from '../../../activities/checkpoints/temporary-name.ts';
import { resultOf } from '../../prisma/suite/context.ts';

const KEY = 'abcdef';
const bytes = (...values: number[]) => Uint8Array.from(values);
const result = resultOf(0, { curve: [] });

describe('checkpoints in a folder', () => {
  let root: string;
  let folder: string;
  let store: CheckpointStore;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'hnet-checkpoints-'));
    folder = join(root, 'ab', KEY);
    store = createFolderCheckpointStore(root);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('gives a final checkpoint back with its result and digest', async () => {
    expect(await store.readFinal(KEY)).toBeNull();
    const final = await store.writeFinal(KEY, 1001, bytes(1, 2, 3), result);
    expect(final).toEqual({ digest: sha256(bytes(1, 2, 3)), bytes: 3, fence: 1001, result });
    const read = await store.readFinal(KEY);
    expect(read?.final).toEqual(final);
    expect([...read!.bytes]).toEqual([1, 2, 3]);
  });

  it.each(['final.safetensors', 'final.json'])(
    'counts a stage as unfinished while %s is missing',
    async (file) => {
      await store.writeFinal(KEY, 1, bytes(1), result);
      await rm(join(folder, file));
      expect(await store.readFinal(KEY)).toBeNull();
    },
  );

  it('takes a final checkpoint that is not what its digest says for none', async () => {
    await store.writeFinal(KEY, 1, bytes(1, 2, 3), result);
    await writeFile(join(folder, 'final.safetensors'), bytes(1, 2));
    expect(await store.readFinal(KEY)).toBeNull();
    await store.writeFinal(KEY, 2, bytes(1, 2, 3), result);
    await writeFile(join(folder, 'final.json'), '{"digest": "torn');
    expect(await store.readFinal(KEY)).toBeNull();
  });

  it('leaves nothing half-written behind', async () => {
    await store.writeFinal(KEY, 1, bytes(1), result);
    await store.writePartial(KEY, 1, 10, bytes(2), 2);
    // What a process that was killed in the middle of a write leaves.
    await writeFile(join(folder, '.deadbeef.tmp'), bytes(9));
    expect((await store.readNewestPartial(KEY))?.checkpoint.iteration).toBe(10);
    expect(await readFile(join(folder, 'final.safetensors'))).toEqual(Buffer.from([1]));
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
    expect(names).toHaveLength(3);
  });

  it('goes on from the furthest mid-stage checkpoint that is whole', async () => {
    expect(await store.readNewestPartial(KEY)).toBeNull();
    const saved = [];
    for (const iteration of [9, 10, 100])
      saved.push(await store.writePartial(KEY, 1, iteration, bytes(iteration), 5));
    expect((await store.readNewestPartial(KEY))?.checkpoint).toEqual(saved[2]);
    await writeFile(join(folder, saved[2]!.name), bytes()); // torn
    expect((await store.readNewestPartial(KEY))?.checkpoint).toEqual(saved[1]);
    await writeFile(join(folder, saved[1]!.name), bytes(11)); // corrupt: as long, but not what it was
    const newest = await store.readNewestPartial(KEY);
    expect(newest?.checkpoint).toEqual(saved[0]);
    expect([...newest!.bytes]).toEqual([9]);
  });

  it('keeps only as many mid-stage checkpoints as asked, at least the one just written', async () => {
    for (const iteration of [1, 2, 3]) await store.writePartial(KEY, 1, iteration, bytes(iteration), 2);
    const partials = async () => (await readdir(folder)).filter((n) => n.startsWith('partial-')).sort();
    expect((await partials()).map((name) => name.split('-')[2])).toEqual(['2', '3']);
    // An attempt that began anew is behind what an older one left; its own word is kept all the same.
    await store.writePartial(KEY, 2, 1, bytes(7), 1);
    expect((await partials()).map((name) => name.split('-').slice(1, 3).join('@'))).toEqual(['1@3', '2@1']);
    await store.clearPartials(KEY);
    expect(await partials()).toEqual([]);
  });

  it('refuses an older attempt as soon as a newer one has begun', async () => {
    await store.openAttempt(KEY, 1001);
    await store.writePartial(KEY, 1001, 5, bytes(1), 2);
    await store.openAttempt(KEY, 1002);
    const stale = { code: 'stale-attempt' };
    await expect(store.writePartial(KEY, 1001, 6, bytes(2), 2)).rejects.toMatchObject(stale);
    await expect(store.writeFinal(KEY, 1001, bytes(2), result)).rejects.toMatchObject(stale);
    await expect(store.openAttempt(KEY, 1001)).rejects.toMatchObject(stale);
    expect(await store.readFinal(KEY)).toBeNull();
    // The newer one goes on from what the older one left, and may finish.
    expect((await store.readNewestPartial(KEY))?.checkpoint.iteration).toBe(5);
    await store.writeFinal(KEY, 1002, bytes(3), result);
    expect((await store.readFinal(KEY))?.final.fence).toBe(1002);
  });

  it('lets the same attempt begin twice, and a refused one leave no trace', async () => {
    await store.openAttempt(KEY, 2001);
    await store.openAttempt(KEY, 2001);
    await expect(store.openAttempt(KEY, 1999)).rejects.toMatchObject({ code: 'stale-attempt' });
    expect(await readdir(folder)).toEqual(['fence-2001']);
  });

  it('clears away what older attempts were writing when they were killed, and nothing else', async () => {
    await store.openAttempt(KEY, 7);
    await store.writePartial(KEY, 7, 10, bytes(1), 2);
    const [kept] = (await readdir(folder)).filter((name) => name.startsWith('partial-'));
    const left = temporaryName(7);
    const written = temporaryName(8);
    for (const name of [left, written, '.5b0c9a40-0000-4000-8000-000000000000.tmp', 'notes.tmp'])
      await writeFile(join(folder, name), bytes(9));
    // The same attempt may be writing its own at this moment.
    await store.openAttempt(KEY, 7);
    expect(await readdir(folder)).toContain(left);
    await store.openAttempt(KEY, 8);
    expect((await readdir(folder)).sort()).toEqual([written, 'fence-8', 'notes.tmp', kept].sort());
  });

  it('begins an attempt even if what an older one left can’t be cleared away', async () => {
    await mkdir(join(folder, temporaryName(7)), { recursive: true }); // a folder is not removed as a file
    await store.openAttempt(KEY, 8);
    await store.writeFinal(KEY, 8, bytes(1), result);
    expect(await store.readFinal(KEY)).not.toBeNull();
  });
});

describe('a checkpoint folder that can’t be used is unavailable', () => {
  let root: string;
  let store: CheckpointStore;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'hnet-checkpoints-'));
    store = createFolderCheckpointStore(root);
    await writeFile(join(root, 'ab'), 'a file where a folder must be');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it.each<[string, () => Promise<unknown>]>([
    ['opening an attempt', () => store.openAttempt(KEY, 1)],
    ['reading a final checkpoint', () => store.readFinal(KEY)],
    ['reading a mid-stage one', () => store.readNewestPartial(KEY)],
    ['writing a final one', () => store.writeFinal(KEY, 1, bytes(1), result)],
    ['writing a mid-stage one', () => store.writePartial(KEY, 1, 1, bytes(1), 1)],
    ['clearing mid-stage ones', () => store.clearPartials(KEY)],
  ])('%s', async (_, use) => {
    await expect(use()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(
        /ab.abcdef.* can't be (read|written): a file is where a folder/,
      ) as string,
      hint: expect.any(String) as string,
    });
  });
});
