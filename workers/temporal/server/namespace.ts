import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

import { SEARCH_ATTRIBUTE_TYPES } from './arguments.ts';

/** The protocol's numbers for the types of search attributes. */
const INDEXED_VALUE_TYPE = { Keyword: 2, Double: 4 } as const;

/**
 * Adds the search attributes of ours that a namespace lacks. The command line of a development server does so only
 * when it makes the namespace, so a database file of an older release may lack some.
 *
 * @returns the names of those added
 */
export async function addSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTE_TYPES).filter(([name]) => !(name in customAttributes));
  if (missing.length === 0) return [];
  const searchAttributes = Object.fromEntries(
    missing.map(([name, type]) => [name, INDEXED_VALUE_TYPE[type]]),
  );
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  return missing.map(([name]) => name);
}

/** Brings a namespace of an embedded server to what this release wants of it. */
export async function prepareNamespace(
  address: string,
  { namespace, retentionDays }: { readonly namespace: string; readonly retentionDays: number },
): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '5s' });
  try {
    await connection.withDeadline(Date.now() + 20_000, async () => {
      const { config } = await connection.workflowService.describeNamespace({ namespace });
      const seconds = retentionDays * 24 * 3600;
      if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) !== seconds) {
        await connection.workflowService.updateNamespace({
          namespace,
          config: { workflowExecutionRetentionTtl: msToTs(seconds * 1000) },
        });
      }
      await addSearchAttributes(connection, namespace);
    });
  } finally {
    await connection.close();
  }
}
