import { expect, test } from 'vitest';
import type { Database } from '../../../prisma/store/databases/database.ts';
import { migrate } from '../../../prisma/store/migrate.ts';
import type { Migration } from '../../../prisma/store/migration-files.ts';

const migration = (name: string, ...statements: string[]): Migration => ({
  name,
  statements,
  checksum: `checksum of ${name}`,
});

const first = migration('1_first', 'CREATE TABLE "Fruit" ("name" TEXT PRIMARY KEY)');
const second = migration('2_second', `INSERT INTO "Fruit" ("name") VALUES ('apple')`);
const broken = migration(
  '3_broken',
  `INSERT INTO "Fruit" ("name") VALUES ('pear')`,
  'SELECT nonsense FROM nowhere',
);

async function fruit({ client }: Database): Promise<readonly string[]> {
  const rows = await client.$queryRaw<{ name: string }[]>`SELECT "name" FROM "Fruit" ORDER BY "name"`;
  return rows.map((row) => row.name);
}

/** That a database is brought up to date once, and refused whole when it is not ours to change. */
export function migratingSuite(openDatabase: () => Promise<Database>): void {
  const using = async (body: (database: Database) => Promise<void>) => {
    const database = await openDatabase();
    await body(database).finally(() => database.client.$disconnect());
  };

  test('migrations are applied once, in order, and entered into the books', () =>
    using(async (database) => {
      expect(await migrate(database, [first])).toEqual(['1_first']);
      expect(await migrate(database, [first, second])).toEqual(['2_second']);
      expect(await migrate(database, [first, second])).toEqual([]);
      expect(await fruit(database)).toEqual(['apple']);
      const books = await database.client.$queryRaw<Record<string, unknown>[]>`
        SELECT migration_name, checksum, applied_steps_count AS steps, finished_at, rolled_back_at
        FROM _prisma_migrations ORDER BY started_at, migration_name`;
      expect(books).toMatchObject([
        { migration_name: '1_first', checksum: 'checksum of 1_first', steps: 1, rolled_back_at: null },
        { migration_name: '2_second', checksum: 'checksum of 2_second', steps: 1, rolled_back_at: null },
      ]);
      expect(new Date(books[0]!.finished_at as Date).getTime()).toBeGreaterThan(Date.now() - 3600_000);
    }));

  test('a migration that fails leaves the database as it was, its earlier statements undone', () =>
    using(async (database) => {
      await migrate(database, [first, second]);
      await expect(migrate(database, [first, second, broken])).rejects.toThrow();
      expect(await fruit(database)).toEqual(['apple']);
      expect(await migrate(database, [first, second])).toEqual([]);
    }));

  test('a database of a newer program, an edited migration and an unfinished one are refused', () =>
    using(async (database) => {
      await migrate(database, [first, second]);
      await expect(migrate(database, [first])).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('2_second') as string,
      });
      await expect(migrate(database, [{ ...first, checksum: 'edited' }, second])).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('1_first') as string,
      });
      await database.client
        .$executeRaw`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '2_second'`;
      await expect(migrate(database, [first, second])).rejects.toMatchObject({ code: 'corrupt-data' });
      expect(await fruit(database)).toEqual(['apple']);
    }));

  test("tables of somebody else's are refused and left alone", () =>
    using(async (database) => {
      await database.client.$executeRaw`CREATE TABLE "Customer" ("id" TEXT PRIMARY KEY)`;
      await expect(migrate(database, [first])).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('Customer') as string,
      });
      expect(await database.dialect.tables(database.client)).toEqual(['Customer']);
    }));
}
