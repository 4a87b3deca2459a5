import { PrismaLibSql } from '@prisma/adapter-libsql';
import { setTimeout as sleep } from 'node:timers/promises';

type Config = ConstructorParameters<typeof PrismaLibSql>[0];
type LibSqlClient = ReturnType<PrismaLibSql['createClient']>;
type LibSqlTransaction = Awaited<ReturnType<LibSqlClient['transaction']>>;

/** How long a statement waits for another process's (or another store's) transaction to end. */
const busyMilliseconds = 30_000;

/** `SQLITE_BUSY` and its extended codes (snapshot, recovery): someone else holds the lock; nothing was done. */
function isBusy(error: unknown): boolean {
  const code = (error as { rawCode?: unknown }).rawCode;
  return typeof code === 'number' && (code & 0xff) === 5;
}

/**
 * SQLite's own `busy_timeout` waits inside a synchronous call and would block the event loop, and with it a transaction
 * of the same process that is to be waited for. So it stays at 0, and the wait is here.
 */
async function whenFree<T>(
  attempt: () => Promise<T>,
  afterRefusal: () => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  const deadline = Date.now() + busyMilliseconds;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      await afterRefusal();
      await sleep(1 + Math.random() * 15);
    }
  }
}

/** What belongs to a connection rather than the file. Must be set again on each new one. */
export const connectionPragmas = ['PRAGMA foreign_keys = ON', 'PRAGMA synchronous = FULL'] as const;

/**
 * Prisma's libSQL adapter with three changes that parallel writers need:
 * transactions begin as `IMMEDIATE` (a deferred one that reads and then writes fails, without any waiting, once another
 * has written in between), and they stay on the one connection (the stock client opens another for every transaction,
 * which loses its pragmas). The adapter already lets one transaction or statement run at a time.
 * And a statement that was refused as busy is left behind with its connection: the driver does not reset it before it is
 * garbage-collected, and until then SQLite counts it as in progress and refuses to commit anything.
 */
export class OneConnectionLibSql extends PrismaLibSql {
  override createClient(config: Config): LibSqlClient {
    const client = super.createClient({ ...config, timeout: 0 });
    const execute = client.execute.bind(client) as (
      statement: unknown,
    ) => ReturnType<LibSqlClient['execute']>;
    let inTransaction = false;
    const afresh = async (): Promise<void> => {
      if (inTransaction) return;
      client.reconnect();
      for (const pragma of connectionPragmas) await execute(pragma);
    };
    const patient = (statement: unknown) => whenFree(() => execute(statement), afresh);
    client.execute = patient;
    client.transaction = async () => {
      await patient('BEGIN IMMEDIATE');
      inTransaction = true;
      const end = async (how: 'COMMIT' | 'ROLLBACK'): Promise<void> => {
        try {
          await patient(how);
        } catch (error) {
          // Prisma takes it for over: left open, it would let no other begin.
          if (how === 'COMMIT') await execute('ROLLBACK').catch(() => undefined);
          throw error;
        } finally {
          inTransaction = false;
        }
      };
      return {
        execute: patient,
        commit: () => end('COMMIT'),
        rollback: () => end('ROLLBACK'),
      } as unknown as LibSqlTransaction; // what the adapter calls of it
    };
    return client;
  }
}
