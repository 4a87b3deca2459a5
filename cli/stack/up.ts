/** Everything on one machine: Temporal, control plane, train worker, in the order in which they need each other. */
import { join } from 'node:path';
import type { PackSetting } from '../../hnet/packed/pack-limit.ts';
import { openStore } from '../../prisma/store/open-store.ts';
import { announceServer, assertFree } from '../local/folder.ts';
import type { StateFolder } from '../local/folder.ts';
import { createLog } from '../local/log.ts';
import { startControlPlane } from './server.ts';
import { openEmbeddedTemporal, openTemporal } from './temporal.ts';
import { startTrainer } from './trainer.ts';
import type { RunningTrainer } from './trainer.ts';

export interface UpOptions {
  readonly folder: StateFolder;
  readonly host: string;
  readonly port: number;
  readonly token: string | null;
  readonly temporalPort: number;
  /** Port of Temporal's own pages; null for none. */
  readonly temporalUiPort: number | null;
  /** Slots a device; null for the usual number, 0 for no train worker here. */
  readonly slots: number | null;
  readonly packing: PackSetting;
  /** Hears what is being done, one line each. */
  readonly onProgress: (line: string) => void;
}

export interface RunningStack {
  readonly url: string;
  readonly temporalAddress: string;
  /** Null without a train worker here. */
  readonly slots: RunningTrainer['slots'] | null;
  readonly logFile: string;
  /** Ends everything in order: training first, which checkpoints, Temporal last. */
  close(): Promise<void>;
}

/**
 * Starts it all; goes on where a former run in the same folder was stopped or killed.
 * @throws UserError `conflict` where another process serves the folder, `unavailable` for a taken port, a database that
 *   can't be opened, a Temporal program that can't be had; nothing is left running then
 */
export async function startStack(options: UpOptions): Promise<RunningStack> {
  const { folder, onProgress } = options;
  assertFree(folder);
  const logFile = join(folder.logs, 'hnet-sweep.log');
  const log = createLog(logFile);
  const ending = { control: new AbortController(), training: new AbortController() };
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };

  try {
    // First, because it is what a mistaken setting breaks most often, and it leaves nothing behind.
    const store = await openStore(folder.databaseUrl);
    closers.push(() => store.close());

    const existing = process.env.TEMPORAL_ADDRESS;
    const temporal = existing
      ? await openTemporal(log)
      : await openEmbeddedTemporal({
          folder,
          port: options.temporalPort,
          uiPort: options.temporalUiPort,
          log,
          onProgress,
        });
    closers.push(() => temporal.close());

    const control = await startControlPlane({
      temporal,
      store,
      host: options.host,
      port: options.port,
      token: options.token,
      checkData: options.slots !== 0,
      checkpoints: folder.checkpoints,
      log,
      signal: ending.control.signal,
    });
    closers.push(async () => {
      ending.control.abort();
      await control.ended;
      await control.close();
    });

    const trainer =
      options.slots === 0
        ? null
        : await startTrainer({
            native: temporal.native,
            namespace: temporal.namespace,
            slots: options.slots,
            packing: options.packing,
            checkpoints: folder.checkpoints,
            dataDir: null,
            log,
            signal: ending.training.signal,
          });
    if (trainer !== null)
      closers.push(async () => {
        ending.training.abort();
        await trainer.ended;
      });

    const withdraw = announceServer(folder, { url: control.url, temporalAddress: temporal.address });
    closers.push(() => Promise.resolve(withdraw()));
    return {
      url: control.url,
      temporalAddress: temporal.address,
      slots: trainer?.slots ?? null,
      logFile,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
