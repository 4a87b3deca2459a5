/**
 * For Prisma's own command line (`npx prisma migrate deploy|status`, `npx prisma studio`); the program itself does not
 * read it. DATABASE_URL picks the database, and with it the schema that `npm run generate` made.
 */
import { defineConfig } from 'prisma/config';
import { join } from 'node:path';

const url = process.env.DATABASE_URL ?? 'file:.hnet-sweep/hnet-sweep.db';
const provider = url.startsWith('file:') ? 'sqlite' : 'postgresql';

export default defineConfig({
  schema: join('prisma', 'generated', `${provider}.prisma`),
  migrations: { path: join('prisma', 'migrations', provider) },
  datasource: { url },
});
