import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';

/** Whether a Temporal server answers at an address, and knows the namespace. */
export async function answers(address: string, namespace: string, seconds = 1): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: seconds * 1000 });
    const { workflowService } = connection;
    await connection.withDeadline(Date.now() + seconds * 1000, () =>
      workflowService.describeNamespace({ namespace }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}

/** Waits until a server answers; false when `signal` or the time ended it first. */
export async function waitUntilReady(
  address: string,
  namespace: string,
  { seconds, signal }: { readonly seconds: number; readonly signal?: AbortSignal },
): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000;
  while (!signal?.aborted && Date.now() < deadline) {
    if (await answers(address, namespace)) return true;
    await sleep(100);
  }
  return false;
}
