/**
 * `npm run generate`: from the one schema source, `prisma/models.prisma`, a schema and a client for each database.
 * The clients land in `prisma/generated/` (not under version control). Does nothing when they are up to date.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const providers = ['sqlite', 'postgresql'] as const;

/** What differs between the databases: the provider, and nothing else. */
function header(provider: (typeof providers)[number]): string {
  return `// Made by scripts/generate-prisma.ts from prisma/models.prisma. Do not edit.
datasource db {
  provider = "${provider}"
}

generator client {
  provider               = "prisma-client"
  output                 = "./${provider}"
  moduleFormat           = "esm"
  generatedFileExtension = "ts"
  importFileExtension    = "ts"
}

`;
}

async function generate(
  provider: (typeof providers)[number],
  models: string,
  version: string,
): Promise<string> {
  const folder = join(root, 'prisma', 'generated');
  const schemaFile = join(folder, `${provider}.prisma`);
  const schema = header(provider) + models;
  const stamp = createHash('sha256').update(`${version}\n${schema}`).digest('hex');
  const stampFile = join(folder, `${provider}.stamp`);
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return `${provider}: up to date`;
  await rm(stampFile, { force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(schemaFile, schema);
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
  await promisify(execFile)(process.execPath, [cli, 'generate', '--schema', schemaFile, '--no-hints'], {
    cwd: root,
    env: {
      ...process.env,
      // `generate` is TypeScript and WebAssembly, yet the command first downloads the native migration engine unless
      // it is told of a file that it takes for one. Nothing here runs it.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
  await writeFile(stampFile, stamp);
  return `${provider}: generated`;
}

const models = await readFile(join(root, 'prisma', 'models.prisma'), 'utf8');
const { version } = JSON.parse(
  await readFile(join(root, 'node_modules', 'prisma', 'package.json'), 'utf8'),
) as { version: string };
const lines = await Promise.all(providers.map((provider) => generate(provider, models, version)));
console.log(`prisma ${version}: ${lines.join(', ')}`);
