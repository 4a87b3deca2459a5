import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One migration as it lies in `prisma/migrations/<database>/<name>/migration.sql`. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
  /** SHA-256 of the file, as Prisma computes it. */
  readonly checksum: string;
}

/** `prisma/migrations` of this package: the same from the sources and from `dist/`, which has no copy of the SQL. */
export function migrationsFolder(from: string = import.meta.dirname): string {
  const folder = join(from, 'prisma', 'migrations');
  if (existsSync(folder)) return folder;
  if (dirname(from) === from) throw new Error('prisma/migrations is missing from the package');
  return migrationsFolder(dirname(from));
}

/** Splits a script at semicolons that end a line, which is how our migrations are written: no triggers, no procedures. */
function statementsOf(script: string): string[] {
  return script
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replaceAll(/^--.*$/gm, '').trim() !== '');
}

/** All migrations of one database, oldest first. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const script = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      const checksum = createHash('sha256').update(script).digest('hex');
      return { name, statements: statementsOf(script), checksum };
    }),
  );
}
