import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../common/errors.ts';
import { openSqlite } from '../../prisma/store/databases/sqlite.ts';
import { openStore } from '../../prisma/store/open-store.ts';
import { specOf, sweepWith, trialOf } from './suite/context.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnet-open-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The error that a person would read. */
async function refusal(url: string, options?: { create: boolean }): Promise<UserError> {
  const error: unknown = await openStore(url, options).then(
    (store) => store.close().then(() => new Error('it opened')),
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw error;
  return error;
}

describe('opening a store', () => {
  test('creates the file and its folders, and finds everything again', async () => {
    const url = `file:${join(folder, 'a b', 'ü#%?', 'store.db')}`;
    const store = await openStore(url);
    const id = await sweepWith(store, [{ state: 'complete', metrics: { val_average_accuracy: 0.5 } }]);
    const before = await store.sweep(id);
    await store.close();
    // Its log may stay beside it until the driver's garbage is collected.
    expect(await readdir(join(folder, 'a b', 'ü#%?'))).toContain('store.db');
    const again = await openStore(url, { create: false });
    expect(await again.sweep(id)).toEqual(before);
    await again.close();
  });

  test('keeps a write-ahead log, syncs every commit and checks foreign keys', async () => {
    const url = `file:${join(folder, 'store.db')}`;
    await (await openStore(url)).close();
    const { client } = await openSqlite(url, false);
    expect(await client.$queryRaw`PRAGMA journal_mode`).toEqual([{ journal_mode: 'wal' }]);
    expect(await client.$queryRaw`PRAGMA synchronous`).toEqual([{ synchronous: 2 }]);
    expect(await client.$queryRaw`PRAGMA foreign_keys`).toEqual([{ foreign_keys: 1 }]);
    await client.$transaction((tx) => tx.sweep.count());
    expect(await client.$queryRaw`PRAGMA foreign_keys`).toEqual([{ foreign_keys: 1 }]);
    await client.$disconnect();
  });

  test('eight at once on a new file: one migrates, all open, and all write to it', async () => {
    const url = `file:${join(folder, 'store.db')}`;
    const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(url)));
    const { id } = await stores[0]!.createSweep(specOf());
    await Promise.all(
      stores.map(async (store, i) => {
        for (let k = 0; k < 5; k++) await store.createTrial(trialOf(id, i * 5 + k));
      }),
    );
    expect((await stores[7]!.sweep(id))!.counts.waiting).toBe(40);
    await Promise.all(stores.map((store) => store.close()));
  });
});

describe('a store that cannot be opened is one clear error, and nothing is made or changed', () => {
  test('a file that is no database', async () => {
    const file = join(folder, 'notes.txt');
    await writeFile(file, 'not a database, but somebody needs it\n'.repeat(50));
    const before = await readFile(file);
    expect(await refusal(`file:${file}`)).toMatchObject({
      code: 'corrupt-data',
      message: expect.stringContaining(file) as string,
      hint: expect.stringContaining('left as it is') as string,
    });
    expect(await readFile(file)).toEqual(before);
    expect(await readdir(folder)).toEqual(['notes.txt']);
  });

  test("another program's database", async () => {
    const file = join(folder, 'other.db');
    const { client } = await openSqlite(`file:${file}`, true);
    await client.$executeRaw`CREATE TABLE "Customer" ("id" TEXT PRIMARY KEY)`;
    await client.$disconnect();
    const before = await readFile(file);
    expect(await refusal(`file:${file}`)).toMatchObject({ code: 'conflict' });
    expect(await readFile(file)).toEqual(before);
  });

  test('a database cut short', async () => {
    const file = join(folder, 'store.db');
    await (await openStore(`file:${file}`)).close();
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, 4096 * 3));
    expect((await refusal(`file:${file}`)).code).toBe('corrupt-data');
  });

  test('a folder, a path through a file, a folder that may not be written', async () => {
    await mkdir(join(folder, 'store.db'));
    await writeFile(join(folder, 'file'), '');
    for (const path of [join(folder, 'store.db'), join(folder, 'file', 'x.db'), '/proc/x.db'])
      expect(await refusal(`file:${path}`)).toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining(path) as string,
        hint: expect.any(String) as string,
      });
    expect(await readdir(join(folder, 'store.db'))).toEqual([]);
  });

  test('no file where none is to be created', async () => {
    const file = join(folder, 'missing', 'store.db');
    expect(await refusal(`file:${file}`, { create: false })).toMatchObject({ code: 'unavailable' });
    expect(existsSync(join(folder, 'missing'))).toBe(false);
  });

  test.each(['', 'file:', 'file::memory:', 'mysql://a:b@c/d', 'postgresql://:::', '/plain/path.db'])(
    'the URL %j',
    async (url) => {
      expect((await refusal(url)).code).toBe('invalid-input');
    },
  );

  test('a server that is not there; the password stays out of the message', async () => {
    const error = await refusal('postgresql://ada:s3cret@127.0.0.1:1/x');
    expect(error).toMatchObject({ code: 'unavailable', hint: expect.stringContaining('server') as string });
    expect(error.message).toContain('127.0.0.1:1');
    expect(error.message).not.toContain('s3cret');
  });
});
