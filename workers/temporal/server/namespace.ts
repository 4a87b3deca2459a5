import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

import { addSearchAttributes } from '../../../workflows/client/index-attributes.ts';

/**
 * Brings a namespace of an embedded server to what this release wants of it. Its command line adds search attributes only
 * when it makes the namespace, so a database file of an older release may lack some.
 */
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
