/** What the store needs of a database: one client, and the few things in which the two databases differ. */
import type { Prisma, PrismaClient } from '../../generated/sqlite/client.ts';

/**
 * A Prisma client. Both generated clients have the same shape, as they come from one source; the types are those of
 * SQLite's, and `postgresql.ts` holds the one cast.
 */
export type Client = PrismaClient;
/** A client inside a transaction. */
export type Transaction = Prisma.TransactionClient;
/** A piece of SQL with its parameters. */
export type Sql = Prisma.Sql;

/** Where the databases differ in SQL. */
export interface Dialect {
  readonly kind: 'sqlite' | 'postgresql';
  /** The table in which Prisma's migration command keeps its books, as that command creates it. */
  readonly migrationTable: string;
  /** Inside a transaction: waits until no other process migrates. */
  lockMigrations(tx: Transaction): Promise<void>;
  /** The names of the tables there are. */
  tables(tx: Transaction | Client): Promise<readonly string[]>;
  /** Inside a transaction: locks a trial's row, so that sums over its replicates see every earlier one. */
  lockTrial(tx: Transaction, id: string): Promise<void>;
  /** As {@link lockTrial}, for a stage's row. */
  lockStage(tx: Transaction, key: string): Promise<void>;
  /** As {@link lockTrial}, for a sweep's row. Always the last lock taken, so that no two transactions wait on each other. */
  lockSweep(tx: Transaction, id: string): Promise<void>;
  /** Inside a transaction: event ids become visible in their order. */
  lockEvents(tx: Transaction): Promise<void>;
  /** The member `name` of a JSON text column as a number, null where it is none. */
  jsonNumber(column: string, name: string): Sql;
  /** A number column as text that gives exactly the same number when read. */
  exactText(column: string): Sql;
  /** A text column in byte order, the same on both. */
  byteOrder(column: string): Sql;
  /** The member `name` of a JSON text column as text in byte order, null where there is none or it is a number. */
  jsonText(column: string, name: string): Sql;
}

/** An open database. */
export interface Database {
  readonly client: Client;
  readonly dialect: Dialect;
  /** Where it is, fit to be shown: without a password. */
  readonly where: string;
}
