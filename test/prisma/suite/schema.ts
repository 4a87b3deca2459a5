import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Database } from '../../../prisma/store/databases/database.ts';
import { migrate } from '../../../prisma/store/migrate.ts';
import { migrationsFolder, readMigrations } from '../../../prisma/store/migration-files.ts';

const root = join(import.meta.dirname, '..', '..', '..');

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** What `prisma/models.prisma` says there must be. */
async function wanted() {
  const source = await readFile(join(root, 'prisma', 'models.prisma'), 'utf8');
  const models = [...source.matchAll(/^model (\w+) \{\n([\s\S]*?)\n\}/gm)].map(
    ([, name = '', body = '']) => ({
      name,
      lines: body.split('\n').map((line) => line.trim()),
    }),
  );
  const types = ['String', 'Int', 'Float', 'DateTime', 'Boolean'];
  const columns: Column[] = [];
  const indexes: string[] = [];
  const parents: string[] = [];
  for (const { name: table, lines } of models) {
    const snake = (fields: string) => fields.split(/,\s*/).join('_');
    for (const line of lines) {
      const field = /^(\w+)\s+(\w+)(\?)?/.exec(line);
      const block = /^@@(unique|index|id)\(\[([^\]]*)\]\)/.exec(line);
      const relation = /@relation\(fields: \[([^\]]*)\]/.exec(line);
      if (block?.[1] === 'unique') indexes.push(`${table}_${snake(block[2]!)}_key`);
      if (block?.[1] === 'index') indexes.push(`${table}_${snake(block[2]!)}_idx`);
      if (relation !== null) parents.push(`${table}: ${snake(relation[1]!)} -> ${field![2]}`);
      if (field === null || !types.includes(field[2]!)) continue;
      columns.push({ table, name: field[1]!, type: field[2]!, nullable: field[3] === '?' });
      if (/@unique/.test(line)) indexes.push(`${table}_${field[1]}_key`);
    }
  }
  return { columns, indexes: indexes.sort(), parents: parents.sort() };
}

const typeOf: Readonly<Record<string, string>> = {
  TEXT: 'String',
  INTEGER: 'Int',
  REAL: 'Float',
  DATETIME: 'DateTime',
  BOOLEAN: 'Boolean',
  text: 'String',
  integer: 'Int',
  'double precision': 'Float',
  'timestamp without time zone': 'DateTime',
  boolean: 'Boolean',
};

const queries = {
  sqlite: {
    columns: `SELECT t.name AS "table", c.name AS name, c.type AS type, c."notnull" = 0 AS nullable
      FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.rootpage, c.cid`,
    indexes: `SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name`,
    parents: `SELECT t.name AS "table", group_concat(f."from", '_') AS columns, f."table" AS parent
      FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' GROUP BY t.name, f.id`,
  },
  postgresql: {
    columns: `SELECT table_name::text AS "table", column_name::text AS name, data_type::text AS type,
      is_nullable = 'YES' AS nullable FROM information_schema.columns WHERE table_schema = current_schema()
      ORDER BY table_name, ordinal_position`,
    indexes: `SELECT indexname::text AS name FROM pg_indexes WHERE schemaname = current_schema()
      AND indexname NOT LIKE '%_pkey' ORDER BY indexname COLLATE "C"`,
    parents: `SELECT r.relname::text AS "table", p.relname::text AS parent,
      (SELECT string_agg(a.attname, '_' ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY k(number, place)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number) AS columns
      FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid JOIN pg_class p ON p.oid = c.confrelid
      WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace`,
  },
} as const;

/** That the SQL of the migrations, written by hand, makes what the schema says, no more and no less. */
export function schemaSuite(openDatabase: () => Promise<Database>): void {
  test('the migrations make exactly the tables, columns, indexes and foreign keys of models.prisma', async () => {
    const database = await openDatabase();
    const { client, dialect } = database;
    try {
      await migrate(database, await readMigrations(join(migrationsFolder(), dialect.kind)));
      const want = await wanted();
      expect(want.columns.length).toBeGreaterThan(60);
      const sql = queries[dialect.kind];
      const real = await client.$queryRawUnsafe<(Column & { nullable: unknown })[]>(sql.columns);
      const byName = (a: Column, b: Column) => (`${a.table}.${a.name}` < `${b.table}.${b.name}` ? -1 : 1);
      expect(
        real
          .filter(({ table }) => !table.startsWith('_prisma') && !table.startsWith('sqlite_'))
          .map((c): Column => ({
            ...c,
            type: typeOf[c.type.replace(/\(\d\)/, '')] ?? c.type,
            nullable: Boolean(c.nullable),
          }))
          .sort(byName),
      ).toEqual([...want.columns].sort(byName));
      const indexes = await client.$queryRawUnsafe<{ name: string }[]>(sql.indexes);
      expect(indexes.map(({ name }) => name)).toEqual(want.indexes);
      const parents = await client.$queryRawUnsafe<{ table: string; columns: string; parent: string }[]>(
        sql.parents,
      );
      expect(parents.map((p) => `${p.table}: ${p.columns} -> ${p.parent}`).sort()).toEqual(want.parents);
    } finally {
      await client.$disconnect();
    }
  });
}
