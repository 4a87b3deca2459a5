import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqlite } from '../../prisma/store/databases/sqlite.ts';
import { migrationsFolder, readMigrations } from '../../prisma/store/migration-files.ts';
import { migratingSuite } from './suite/migrating.ts';
import { schemaSuite } from './suite/schema.ts';

describe('migrations on SQLite', () => {
  let folder = '';
  let n = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hnet-migrations-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const fresh = () => openSqlite(`file:${join(folder, `${++n}.db`)}`, true);
  schemaSuite(fresh);
  migratingSuite(fresh);
});

describe('migration files', () => {
  test('both databases have the same migrations by name', async () => {
    const names = async (kind: string) =>
      (await readMigrations(join(migrationsFolder(), kind))).map((migration) => migration.name);
    expect(await names('sqlite')).toEqual(await names('postgresql'));
    expect((await names('sqlite'))[0]).toBe('20261124000000_init');
  });

  test.each(['sqlite', 'postgresql'])('the files of %s survive the split into statements', async (kind) => {
    const folder = join(migrationsFolder(), kind);
    for (const { name, statements, checksum } of await readMigrations(folder)) {
      const script = await readFile(join(folder, name, 'migration.sql'));
      expect(checksum).toBe(createHash('sha256').update(script).digest('hex'));
      const semicolons = script.toString().match(/;/g) ?? [];
      expect(statements).toHaveLength(semicolons.length);
    }
    const lock = await readFile(join(folder, 'migration_lock.toml'), 'utf8');
    expect(lock).toContain(`provider = "${kind}"`);
    expect((await readdir(folder)).length).toBeGreaterThan(1);
  });

  test('are found from the compiled tree, which has no copy of them', () => {
    const root = join(import.meta.dirname, '..', '..');
    expect(migrationsFolder(join(root, 'dist', 'prisma', 'store'))).toBe(join(root, 'prisma', 'migrations'));
    expect(migrationsFolder()).toBe(join(root, 'prisma', 'migrations'));
  });
});
