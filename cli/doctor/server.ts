import { runningServer, stateFolder } from '../local/folder.ts';
import type { Finding } from './finding.types.ts';

/** Whether a server uses the state folder, and whether it is ready. */
export async function examineServer(): Promise<readonly Finding[]> {
  const folder = stateFolder();
  const server = runningServer(folder);
  const subject = 'server';
  if (server === null)
    return [
      {
        subject,
        state: 'absent',
        words: `none runs in ${folder.root}`,
        hint: 'Start one with `hnet-sweep up`.',
      },
    ];
  const response = await fetch(`${server.url}/readyz`, { signal: AbortSignal.timeout(10_000) });
  return response.ok
    ? [{ subject, state: 'fine', words: `ready at ${server.url} (process ${server.pid})`, hint: null }]
    : [
        {
          subject,
          state: 'broken',
          words: `at ${server.url}, not ready: ${await response.text()}`,
          hint: null,
        },
      ];
}
