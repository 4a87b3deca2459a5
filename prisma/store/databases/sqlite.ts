import { existsSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UserError } from '../../../common/errors.ts';
import { Prisma, PrismaClient } from '../../generated/sqlite/client.ts';
import type { Database, Dialect } from './database.ts';
import { transactionOptions } from './database-options.ts';
import { OneConnectionLibSql, connectionPragmas } from './sqlite-client.ts';

/** A write transaction holds the database's only write lock from its first statement on: rows need no locks of their own. */
const alone = () => Promise.resolve();

const path = (name: string) => `$."${name}"`;

/** SQLite's side of what differs. */
export const sqliteDialect: Dialect = {
  kind: 'sqlite',
  migrationTable: `CREATE TABLE "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`,
  lockMigrations: alone,
  async tables(tx) {
    const rows = await tx.$queryRaw<{ name: string }[]>`
      SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`;
    return rows.map((row) => row.name);
  },
  lockTrial: alone,
  lockStage: alone,
  lockSweep: alone,
  lockEvents: alone,
  jsonNumber: (column, name) =>
    Prisma.sql`CASE WHEN json_type(${Prisma.raw(column)}, ${path(name)}) IN ('integer', 'real')
      THEN json_extract(${Prisma.raw(column)}, ${path(name)}) END`,
  exactText: (column) => Prisma.sql`printf('%!.17g', ${Prisma.raw(column)})`,
  byteOrder: (column) => Prisma.raw(column),
  jsonText: (column, name) =>
    Prisma.sql`CASE json_type(${Prisma.raw(column)}, ${path(name)}) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
      WHEN 'text' THEN ${Prisma.raw(column)} ->> ${path(name)}
      WHEN 'array' THEN ${Prisma.raw(column)} ->> ${path(name)} END`,
};

/** The path of a `file:` URL; relative ones are relative to the working folder. */
export function sqlitePath(url: string): string {
  const rest = url.slice('file:'.length);
  if (rest === '' || rest.startsWith(':memory:'))
    throw new UserError('invalid-input', `the database URL ${url} names no file`, {
      hint: 'Give a path, for example file:.hnet-sweep/hnet-sweep.db',
    });
  return rest.startsWith('//') ? fileURLToPath(url) : resolve(rest);
}

/**
 * Opens (or creates) an SQLite file: write-ahead log, foreign keys on, `synchronous = FULL`, so that what was
 * acknowledged survives not only `kill -9` (for which NORMAL would do) but a power cut too: Temporal believes an
 * acknowledged record for ever.
 */
export async function openSqlite(url: string, create: boolean): Promise<Database> {
  const file = sqlitePath(url);
  const isNew = !existsSync(file);
  if (isNew && !create)
    throw new UserError('unavailable', `there is no database at ${file}`, {
      hint: 'Start the server once (hnet-sweep up), or set DATABASE_URL to the database that is meant.',
    });
  if (isNew) await mkdir(dirname(file), { recursive: true });
  await access(dirname(file), constants.W_OK | constants.X_OK); // SQLite keeps its log beside the file
  if (!isNew) await access(file, constants.R_OK | constants.W_OK);
  const adapter = new OneConnectionLibSql({ url: pathToFileURL(file).href });
  const client = new PrismaClient({ adapter, transactionOptions });
  return { client, dialect: sqliteDialect, where: file };
}

/** Sets what belongs to the file or the connection; only after it is known to be ours. */
export async function tuneSqlite({ client }: Database): Promise<void> {
  await client.$queryRaw`PRAGMA journal_mode = WAL`;
  for (const pragma of connectionPragmas) await client.$queryRawUnsafe(pragma);
}
