import { openCheckpointFolder } from '../../activities/checkpoints/stage-files.ts';
import { UserError } from '../../common/errors.ts';
import { startApi } from '../../dashboard/server/index.ts';
import { openStore } from '../../prisma/store/open-store.ts';
import { parseSweepFile } from '../../sweepfile/index.ts';
import { createFigureDrawer } from '../../workers/figures/figure-drawer.ts';
import { createLog } from '../local/log.ts';
import type { StateFolder } from '../local/folder.ts';

/**
 * Serves a folder's database to this process alone, on a free port: results can be read while nothing runs. Whatever
 * would change a sweep is refused as `unavailable`.
 */
export async function serveFolder(folder: StateFolder): Promise<{ url: string; close(): Promise<void> }> {
  const store = await openStore(folder.databaseUrl, { create: false });
  const refuse = (): Promise<never> =>
    Promise.reject(
      new UserError('unavailable', 'no hnet-sweep server is running', {
        hint: 'Start one with `hnet-sweep up`.',
      }),
    );
  const log = createLog(null);
  // What is refused here is told by the command itself.
  log.level = 'silent';
  const api = await startApi({
    dependencies: {
      store,
      control: {
        submit: refuse,
        pause: refuse,
        resume: refuse,
        stop: refuse,
        cancel: refuse,
        setConcurrency: refuse,
        extend: refuse,
        enqueue: refuse,
        retry: refuse,
        running: () => Promise.resolve([]),
      },
      readSweepFile: (text) => parseSweepFile(text).spec,
      log,
      drawFigure: createFigureDrawer({ checkpointDir: folder.checkpoints, dataDir: null }),
      checkpoints: openCheckpointFolder(folder.checkpoints),
    },
    host: '127.0.0.1',
    port: 0,
  });
  return {
    url: api.url,
    async close() {
      await api.close();
      await store.close();
    },
  };
}
