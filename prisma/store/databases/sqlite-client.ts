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
async function whenFree<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + busyMilliseconds;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      await sleep(1 + Math.random() * 15);
    }
  }
}

/**
 * Prisma's libSQL adapter with two changes that parallel writers need:
 * transactions begin as `IMMEDIATE` (a deferred one that reads and then writes fails, without any waiting, once another
 * has written in between), and they stay on the one connection (the stock client opens another for every transaction,
 * which loses its pragmas). The adapter already lets one transaction or statement run at a time.
 */
export class OneConnectionLibSql extends PrismaLibSql {
  override createClient(config: Config): LibSqlClient {
    const client = super.createClient({ ...config, timeout: 0 });
    const execute = client.execute.bind(client) as (
      statement: unknown,
    ) => ReturnType<LibSqlClient['execute']>;
    const patient = (statement: unknown) => whenFree(() => execute(statement));
    client.execute = patient;
    client.transaction = async () => {
      await patient('BEGIN IMMEDIATE');
      return {
        execute: patient,
        commit: async () => void (await patient('COMMIT')),
        rollback: async () => void (await patient('ROLLBACK')),
      } as unknown as LibSqlTransaction; // what the adapter calls of it
    };
    return client;
  }
}
