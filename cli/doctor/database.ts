import { existsSync } from 'node:fs';
import { openStore } from '../../prisma/store/open-store.ts';
import { stateFolder } from '../local/folder.ts';
import type { Finding } from './finding.types.ts';

/** Whether the results database opens, and how much is in it. */
export async function examineDatabase(): Promise<readonly Finding[]> {
  const { databaseUrl } = stateFolder();
  const file = databaseUrl.startsWith('file:') ? databaseUrl.slice('file:'.length) : null;
  if (file !== null && !existsSync(file))
    return [
      {
        subject: 'database',
        state: 'absent',
        words: `none yet: ${file} is made by the first \`hnet-sweep up\``,
        hint: null,
      },
    ];
  const store = await openStore(databaseUrl, { create: false });
  try {
    const open = await store.openSweeps();
    const words = `${store.kind === 'sqlite' ? file : 'PostgreSQL'} opens, its tables are up to date; sweeps going on: ${open.length}`;
    return [{ subject: 'database', state: 'fine', words, hint: null }];
  } finally {
    await store.close();
  }
}
