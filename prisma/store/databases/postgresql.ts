import { PrismaPg } from '@prisma/adapter-pg';
import { UserError } from '../../../common/errors.ts';
import { PrismaClient } from '../../generated/postgresql/client.ts';
import { Prisma } from '../../generated/sqlite/client.ts';
import type { Client, Database, Dialect } from './database.ts';
import { transactionOptions } from './database-options.ts';

/** The number under which Prisma's own migration command takes its advisory lock. */
const migrationLock = 72707369;
/** The advisory lock of writers of the audit log. */
const eventLock = 72707370;

/** PostgreSQL's side of what differs. Row locks are `NO KEY`: inserting a child row does not wait for them. */
export const postgresqlDialect: Dialect = {
  kind: 'postgresql',
  migrationTable: `CREATE TABLE _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`,
  async lockMigrations(tx) {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${migrationLock}::bigint)`;
  },
  async tables(tx) {
    const rows = await tx.$queryRaw<{ name: string }[]>`
      SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()`;
    return rows.map((row) => row.name);
  },
  async lockTrial(tx, id) {
    await tx.$executeRaw`SELECT 1 FROM "Trial" WHERE "id" = ${id} FOR NO KEY UPDATE`;
  },
  async lockStage(tx, key) {
    await tx.$executeRaw`SELECT 1 FROM "Stage" WHERE "key" = ${key} FOR NO KEY UPDATE`;
  },
  async lockSweep(tx, id) {
    await tx.$executeRaw`SELECT 1 FROM "Sweep" WHERE "id" = ${id} FOR NO KEY UPDATE`;
  },
  async lockEvents(tx) {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${eventLock}::bigint)`;
  },
  jsonNumber: (column, name) =>
    Prisma.sql`CASE WHEN json_typeof(${Prisma.raw(column)}::json -> ${name}::text) = 'number'
      THEN (${Prisma.raw(column)}::json ->> ${name}::text)::float8 END`,
  exactText: (column) => Prisma.sql`${Prisma.raw(column)}::text`,
  byteOrder: (column) => Prisma.sql`${Prisma.raw(column)} COLLATE "C"`,
  jsonText: (column, name) =>
    Prisma.sql`(CASE WHEN json_typeof(${Prisma.raw(column)}::json -> ${name}::text) IN ('string', 'array', 'boolean')
      THEN ${Prisma.raw(column)}::json ->> ${name}::text END) COLLATE "C"`,
};

/** A PostgreSQL URL without its password. */
function shown(url: URL): string {
  const copy = new URL(url);
  if (copy.password !== '') copy.password = '***';
  return copy.href;
}

/**
 * Opens a PostgreSQL database. `?schema=name` picks a schema, as in Prisma's own URLs; everything else in the query
 * is the driver's (`sslmode=…`).
 */
export async function openPostgresql(text: string): Promise<Database> {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new UserError('invalid-input', 'the database URL is not a valid URL', {
      hint: 'Write postgresql://user:password@host:5432/database; percent-encode special characters in the password.',
      cause,
    });
  }
  const schema = url.searchParams.get('schema') ?? 'public';
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(schema))
    throw new UserError('invalid-input', `not a plain schema name: ${schema}`);
  url.searchParams.delete('schema');
  const adapter = new PrismaPg(
    {
      connectionString: url.href,
      options: `-c search_path="${schema}"`,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      application_name: 'hnet-sweep',
    },
    // An idle connection that dies is replaced by the pool; the next query says so if that fails.
    { schema, onPoolError: () => undefined, onConnectionError: () => undefined },
  );
  const client = new PrismaClient({ adapter, transactionOptions }) as unknown as Client;
  if (schema !== 'public') {
    try {
      await client.$executeRawUnsafe(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
    } catch (error) {
      await client.$disconnect();
      throw error;
    }
  }
  return { client, dialect: postgresqlDialect, where: shown(url) };
}
