import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpointFolder } from '../../../activities/checkpoints/stage-files.ts';
import { startApi, type ApiDependencies, type StartApiOptions } from '../../../dashboard/server/index.ts';
import { openStore } from '../../../prisma/store/open-store.ts';
import type { Store } from '../../../prisma/store/types.ts';
import { parseSweepFile } from '../../../sweepfile/index.ts';
import { fakeControl, type FakeControl } from './fake-control.ts';

/** The real server over a real store in a folder of its own; only the orchestration is made up. */
export interface Served {
  readonly url: string;
  readonly store: Store;
  readonly control: FakeControl;
  readonly dependencies: ApiDependencies;
  /** What the server logged as errors. */
  readonly errors: string[];
  close(): Promise<void>;
}

/** Starts a server on a free port. */
export async function serve(
  options: Partial<StartApiOptions> = {},
  extra: Partial<ApiDependencies> = {},
): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'hnet-sweep-api-'));
  const store = await openStore(`file:${join(folder, 'store.db')}`);
  const control = fakeControl(store);
  const errors: string[] = [];
  const dependencies: ApiDependencies = {
    store,
    control,
    readSweepFile: (text) => parseSweepFile(text).spec,
    checkpoints: openCheckpointFolder(join(folder, 'checkpoints')),
    log: { info: () => {}, error: (fields, message) => errors.push(`${message} ${JSON.stringify(fields)}`) },
    ...extra,
  };
  const api = await startApi({ dependencies, port: 0, ...options });
  return {
    url: api.url,
    store,
    control,
    dependencies,
    errors,
    async close() {
      await api.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
