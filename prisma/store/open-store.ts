import { join } from 'node:path';
import { UserError } from '../../common/errors.ts';
import { createClaims } from './claims.ts';
import type { Database } from './databases/database.ts';
import { openPostgresql } from './databases/postgresql.ts';
import { openSqlite, tuneSqlite } from './databases/sqlite.ts';
import { databaseError } from './errors.ts';
import { createEvents } from './events.ts';
import { createJudging } from './judging.ts';
import { createListSweeps } from './list-sweeps.ts';
import { createListTrials } from './list-trials.ts';
import { migrate } from './migrate.ts';
import { migrationsFolder, readMigrations } from './migration-files.ts';
import { createReplicates } from './replicates.ts';
import { createSession } from './session.ts';
import { createRevivals } from './revivals.ts';
import { createStageRecords } from './stage-records.ts';
import { createStageUses } from './stage-uses.ts';
import { createSweeps } from './sweeps.ts';
import { createTrials } from './trials.ts';
import type { Store } from './types.ts';

/** How a store is opened. */
export interface OpenStoreOptions {
  /** Whether a missing SQLite file (and its folder) is created; true unless given. */
  readonly create?: boolean;
}

async function openDatabase(url: string, create: boolean): Promise<Database> {
  if (url.startsWith('file:')) return openSqlite(url, create);
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgresql(url);
  throw new UserError('invalid-input', 'the database URL is neither file:… nor postgresql://…', {
    hint: 'Set DATABASE_URL to file:PATH for SQLite or postgresql://USER:PASSWORD@HOST:5432/NAME for PostgreSQL.',
  });
}

/**
 * Opens the store at a database URL and brings its tables up to date.
 * @param url `file:PATH` for SQLite, `postgresql://…` for PostgreSQL
 * @throws UserError `unavailable`, `corrupt-data`, `conflict` (not our tables, or a newer program's), `invalid-input`
 */
export async function openStore(url: string, { create = true }: OpenStoreOptions = {}): Promise<Store> {
  let database: Database | null = null;
  try {
    database = await openDatabase(url, create);
    const { kind } = database.dialect;
    await migrate(database, await readMigrations(join(migrationsFolder(), kind)));
    if (kind === 'sqlite') await tuneSqlite(database);
  } catch (error) {
    await database?.client.$disconnect();
    throw databaseError(error, database?.where ?? url.replace(/:[^:@/]*@/, ':***@'));
  }
  const { client, dialect } = database;
  const session = createSession(database);
  return {
    kind: dialect.kind,
    ...createSweeps(session),
    ...createTrials(session),
    ...createReplicates(session),
    ...createRevivals(session),
    ...createJudging(session),
    ...createClaims(session),
    ...createStageRecords(session),
    ...createStageUses(session),
    ...createListSweeps(session),
    ...createListTrials(session),
    ...createEvents(session),
    close: () => client.$disconnect(),
  };
}
