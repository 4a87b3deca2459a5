import { existsSync } from 'node:fs';
import { Client } from '@temporalio/client';
import { createLookup } from '../../activities/control/lookup.ts';
import { describeDrift, findDrift } from '../../activities/control/reconcile.ts';
import { openStore } from '../../prisma/store/open-store.ts';
import { connectClient } from '../../workers/temporal/index.ts';
import { stateFolder } from '../local/folder.ts';
import type { Finding } from './finding.types.ts';
import { meantTemporalServer } from './meant-server.ts';

/** Whether database and Temporal agree about what is running; nothing is repaired here, servers do that by themselves. */
export async function examineDrift(): Promise<readonly Finding[]> {
  const folder = stateFolder();
  const settings = meantTemporalServer();
  const hasDatabase =
    process.env.DATABASE_URL !== undefined || existsSync(folder.databaseUrl.slice('file:'.length));
  if (settings === null || !hasDatabase) return [];
  const connection = await connectClient(settings);
  const store = await openStore(folder.databaseUrl, { create: false });
  try {
    const lookup = createLookup(new Client({ connection, namespace: settings.namespace }));
    const drifts = await findDrift({ store, lookup });
    return [
      {
        subject: 'database and Temporal',
        state: drifts.length === 0 ? 'fine' : 'broken',
        words:
          drifts.length === 0 ? 'agree about everything that runs' : drifts.map(describeDrift).join('; '),
        hint: drifts.length === 0 ? null : 'A running server repairs this within five minutes.',
      },
    ];
  } finally {
    await store.close();
    await connection.close();
  }
}
