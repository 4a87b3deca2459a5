import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../common/errors.ts';
import type { Database } from '../../prisma/store/databases/database.ts';
import { openSqlite } from '../../prisma/store/databases/sqlite.ts';
import { databaseError, isRace } from '../../prisma/store/errors.ts';
import { createSession } from '../../prisma/store/session.ts';

/** What the adapters for PostgreSQL and SQLite throw. */
function adapterError(kind: string, originalCode?: string): Error {
  const cause = { kind, originalCode, originalMessage: `says ${kind}` };
  return Object.assign(new Error(kind), { name: 'DriverAdapterError', cause });
}

/** The same as Prisma passes it on. */
function prismaError(code: string, driverAdapterError?: Error): Error {
  return Object.assign(new Error(`Prisma says ${code}`), { code, meta: { driverAdapterError } });
}

const postgres = (code: string) => prismaError('P2039', adapterError('postgres', code));
const sqlite = (code: number) => prismaError('P2010', adapterError('sqlite', `${code}`));

describe('what a database refuses for a while is unavailable, whatever it calls it', () => {
  it.each([
    ['53100', 'the disk is full'],
    ['58030', 'the disk is full or failing'],
    ['58P01', 'the disk is full or failing'],
    ['53200', 'no memory'],
    ['53400', 'no memory or no connection'],
    ['25006', 'may only be read'],
    ['57014', 'too busy'],
    ['55P03', 'too busy'],
    ['25P03', 'too busy'],
    ['57P01', 'does not answer'],
    ['57P02', 'does not answer'],
    ['57P03', 'does not answer'],
    ['08006', 'does not answer'],
  ])('PostgreSQL’s %s: %s', (code, says) => {
    const error = databaseError(postgres(code), 'at home');
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining(says) as string });
    expect((error as UserError).message).toContain('at home');
    expect((error as UserError).hint).toBeDefined();
  });

  it('PostgreSQL’s last connection, which has a name of its own', () => {
    const error = prismaError('P2037', adapterError('TooManyConnections', '53300'));
    expect(databaseError(error, 'x')).toMatchObject({ code: 'unavailable' });
  });

  // IOERR with its kinds READ, FSYNC, WRITE, CLOSE, SHMOPEN, VNODE, BEGIN_ATOMIC and CORRUPTFS.
  it.each([10, 266, 1034, 778, 4106, 4618, 6922, 7434, 8458])('SQLite’s I/O error %i', (code) => {
    expect(databaseError(sqlite(code), 'x')).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('the disk is full or failing') as string,
    });
  });

  it.each([
    [13, 'the disk is full'],
    [8, 'may not be written'],
    [520, 'may not be written'],
    [1288, 'may not be written'],
    [14, 'cannot be opened'],
    [1550, 'cannot be opened'],
    [5, 'is locked'],
    [773, 'is locked'],
    [7, 'no memory'],
  ])('SQLite’s %i: %s', (code, says) => {
    expect(databaseError(sqlite(code), 'x')).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(says) as string,
    });
  });

  it.each(['P2024', 'P2028'])('Prisma’s own %s, behind which there is no driver’s error', (code) => {
    expect(databaseError(prismaError(code), 'x')).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('too busy') as string,
    });
  });

  it('a connection that died between two queries', () => {
    const error = new Error('Client has encountered a connection error and is not queryable');
    expect(databaseError(error, 'x')).toMatchObject({ code: 'unavailable' });
  });

  it('at COMMIT, where the error comes unwrapped', () => {
    expect(databaseError(adapterError('postgres', '53100'), 'x')).toMatchObject({
      code: 'unavailable',
      message: 'the database x cannot be written: the disk is full or failing (says postgres)',
    });
    const libsql = Object.assign(new Error('SQLITE_IOERR: disk I/O error'), {
      code: 'SQLITE_IOERR',
      rawCode: 1034,
    });
    expect(databaseError(libsql, 'x')).toMatchObject({ code: 'unavailable' });
    expect(isRace(adapterError('TransactionWriteConflict', '40001'))).toBe(true);
  });
});

describe('what is no fault of the database', () => {
  it('a damaged file is not waited for', () => {
    for (const code of [11, 26, 267, 779])
      expect(databaseError(sqlite(code), 'x')).toMatchObject({ code: 'corrupt-data' });
  });

  it('bugs pass as they are', () => {
    // 22026 would be an I/O error of SQLite, were it one of its numbers.
    const bugs = [postgres('22026'), postgres('42601'), sqlite(1), sqlite(2067), new TypeError('no')];
    for (const bug of bugs) expect(databaseError(bug, 'x')).toBe(bug);
  });
});

describe('a real SQLite file', () => {
  let folder = '';
  let database: Database;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hnet-errors-'));
    database = await openSqlite(`file:${join(folder, 'store.db')}`, true);
    await database.client.$executeRaw`CREATE TABLE parent (id INTEGER PRIMARY KEY)`;
    await database.client.$executeRaw`
      CREATE TABLE child (data BLOB, parent INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)`;
    await database.client.$queryRaw`PRAGMA foreign_keys = ON`;
  });
  afterEach(async () => {
    await database.client.$disconnect();
    await rm(folder, { recursive: true, force: true });
  });
  const rows = async () => {
    const [row] = await database.client.$queryRaw<{ n: bigint }[]>`SELECT count(*) AS n FROM child`;
    return Number(row!.n);
  };

  it('that may not grow is unavailable, and works again once there is room', async () => {
    const { write } = createSession(database);
    const grow = () => write((tx) => tx.$executeRaw`INSERT INTO child VALUES (zeroblob(100000), NULL)`);
    await database.client.$queryRaw`PRAGMA max_page_count = 4`;
    await expect(grow()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('the disk is full') as string,
    });
    await database.client.$queryRaw`PRAGMA max_page_count = 1000`;
    await grow();
    expect(await rows()).toBe(1);
  });

  it('takes the next transaction after a COMMIT that it refused', async () => {
    const { write } = createSession(database);
    const insert = (parent: number | null) =>
      write((tx) => tx.$executeRaw`INSERT INTO child VALUES (NULL, ${parent})`);
    await expect(insert(7)).rejects.toThrow('FOREIGN KEY');
    await insert(null);
    expect(await rows()).toBe(1);
  });
});
