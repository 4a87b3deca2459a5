import { afterAll, beforeAll, describe } from 'vitest';
import { postgresBin, startPostgres, type PostgresServer } from '../../support/postgres.ts';
import { storeSuite } from '../../prisma/store-suite.ts';

const bin = postgresBin();
const skipped = bin === null ? ' (SKIPPED: PostgreSQL is not installed under /usr/lib/postgresql)' : '';

describe.skipIf(bin === null)(`the store on PostgreSQL${skipped}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(bin!);
  });
  afterAll(() => server.stop());

  storeSuite(() => server.createDatabase('suite'));
});
