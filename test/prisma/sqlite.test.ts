import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { storeSuite } from './store-suite.ts';

describe('the store on SQLite', () => {
  let folder = '';
  afterAll(() => rm(folder, { recursive: true, force: true }));

  storeSuite(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hnet-store-'));
    return `file:${join(folder, 'store.db')}`;
  });
});
