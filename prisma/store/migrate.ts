import { randomUUID } from 'node:crypto';
import { UserError } from '../../common/errors.ts';
import type { Database, Transaction } from './databases/database.ts';
import type { Migration } from './migration-files.ts';

interface Applied {
  readonly migration_name: string;
  readonly checksum: string;
  /** 1 where it ended well. */
  readonly finished: number;
}

/** Refuses books that don't match our migrations: someone else's, edited, half-applied, or a newer program's. */
function check(applied: readonly Applied[], known: readonly Migration[], where: string): void {
  for (const row of applied) {
    const ours = known.find((migration) => migration.name === row.migration_name);
    if (ours === undefined)
      throw new UserError(
        'conflict',
        `the database ${where} has the migration ${row.migration_name}, unknown here`,
        {
          hint: 'A newer version of hnet-sweep has used it: run that version, or point DATABASE_URL elsewhere.',
        },
      );
    if (row.finished === 0)
      throw new UserError(
        'corrupt-data',
        `the migration ${row.migration_name} of ${where} was never finished`,
        {
          hint: 'Restore a backup, or repair it with `npx prisma migrate resolve` (docs/database.md).',
        },
      );
    if (ours.checksum !== row.checksum)
      throw new UserError(
        'conflict',
        `the migration ${row.migration_name} of ${where} is not the one shipped here`,
        {
          hint: 'A migration must not be edited once applied: reinstall this version of hnet-sweep unchanged.',
        },
      );
  }
}

async function applied(tx: Transaction): Promise<readonly Applied[]> {
  return tx.$queryRaw<Applied[]>`
    SELECT migration_name, checksum, CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END AS finished
    FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`;
}

/** Keeps Prisma's books as Prisma does: SQLite takes times in milliseconds, PostgreSQL real ones. */
async function enter(tx: Transaction, kind: string, migration: Migration): Promise<void> {
  const now = kind === 'sqlite' ? Date.now() : new Date();
  await tx.$executeRaw`
    INSERT INTO _prisma_migrations (id, checksum, started_at, finished_at, migration_name, applied_steps_count)
    VALUES (${randomUUID()}, ${migration.checksum}, ${now}, ${now}, ${migration.name}, 1)`;
}

/**
 * Brings a database up to date, or refuses it unchanged. All of it is one transaction under a lock, so that of several
 * processes starting at once one migrates and the rest find it done. The books are those of `prisma migrate deploy`.
 * @returns the names of the migrations that were applied
 * @throws UserError `conflict`, `corrupt-data`
 */
export async function migrate(database: Database, known: readonly Migration[]): Promise<readonly string[]> {
  const { client, dialect, where } = database;
  return client.$transaction(async (tx) => {
    await dialect.lockMigrations(tx);
    const tables = await dialect.tables(tx);
    if (!tables.includes('_prisma_migrations')) {
      if (tables.length > 0)
        throw new UserError(
          'conflict',
          `the database ${where} holds tables of something else: ${tables.slice(0, 5).join(', ')}`,
          { hint: 'Point DATABASE_URL at an empty database.' },
        );
      await tx.$executeRawUnsafe(dialect.migrationTable);
    }
    const done = await applied(tx);
    check(done, known, where);
    const pending = known.filter((migration) => !done.some((row) => row.migration_name === migration.name));
    for (const migration of pending) {
      for (const statement of migration.statements) await tx.$executeRawUnsafe(statement);
      await enter(tx, dialect.kind, migration);
    }
    return pending.map((migration) => migration.name);
  });
}
