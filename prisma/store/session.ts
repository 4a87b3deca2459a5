import type { Client, Database, Dialect, Transaction } from './databases/database.ts';
import { databaseError, isRace } from './errors.ts';

/** How the parts of the store reach the database. */
export interface Session {
  readonly dialect: Dialect;
  /** Reads; what a person can mend comes out as a UserError. */
  readonly read: <T>(query: (client: Client) => Promise<T>) => Promise<T>;
  /**
   * Runs a transaction, again if it lost a race against another (a deadlock, or both creating the same row: the second
   * time it finds the row there). So `change` must have no effect outside the transaction.
   */
  readonly write: <T>(change: (tx: Transaction) => Promise<T>) => Promise<T>;
}

/** A race is lost to somebody who won it: so many in a row mean a bug, not bad luck. */
const mostAttempts = 20;

/** A session on an open database. */
export function createSession({ client, dialect, where }: Database): Session {
  return {
    dialect,
    async read(query) {
      try {
        return await query(client);
      } catch (error) {
        throw databaseError(error, where);
      }
    },
    async write(change) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await client.$transaction(change);
        } catch (error) {
          if (!isRace(error) || attempt === mostAttempts) throw databaseError(error, where);
        }
      }
    },
  };
}
