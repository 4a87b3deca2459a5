import type { Command } from 'commander';
import { DEFAULT_PORT } from '../client/connect.ts';
import { announceServer, assertFree, stateFolder } from '../local/folder.ts';
import { onInterruption } from '../local/interruption.ts';
import { createLog } from '../local/log.ts';
import { wholeNumber } from '../options.ts';
import { interrupted } from './up.ts';

interface Options {
  readonly host: string;
  readonly port: number;
  readonly temporalAddress?: string;
  readonly stateDir?: string;
}

/** `hnet-sweep server`: the control plane against an existing Temporal server. */
export function addServer(program: Command): void {
  program
    .command('server')
    .description('run the control plane: API, page and control worker, against an existing Temporal server')
    .option(
      '--port <port>',
      'of API and page; 0 for any free one',
      wholeNumber('--port', 0, 65_535),
      DEFAULT_PORT,
    )
    .option(
      '--host <address>',
      'to listen on; any but loopback needs a token in HNET_SWEEP_TOKEN',
      '127.0.0.1',
    )
    .option('--temporal-address <host:port>', 'of the Temporal server (default: TEMPORAL_ADDRESS)')
    .option('--state-dir <folder>', 'of the SQLite database where DATABASE_URL is not set')
    .addHelpText(
      'after',
      `
Temporal is found as by Temporal's own tools: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS.
Several servers may run against one Temporal namespace and one PostgreSQL database (DATABASE_URL).`,
    )
    .action(async (options: Options) => {
      const { openStore } = await import('../../prisma/store/open-store.ts');
      const { startControlPlane } = await import('../stack/server.ts');
      const { openTemporal } = await import('../stack/temporal.ts');
      const interruption = onInterruption('ending');
      const folder = stateFolder(options.stateDir);
      assertFree(folder);
      const log = createLog(null);
      const store = await openStore(folder.databaseUrl);
      const temporal = await openTemporal(log, options.temporalAddress);
      try {
        const control = await startControlPlane({
          temporal,
          store,
          host: options.host,
          port: options.port,
          token: process.env.HNET_SWEEP_TOKEN ?? null,
          checkData: false,
          checkpoints: folder.checkpoints,
          log,
          signal: interruption.signal,
        });
        const withdraw = announceServer(folder, { url: control.url, temporalAddress: temporal.address });
        log.info({ url: control.url, temporal: temporal.address }, 'serving');
        await interrupted(interruption.signal);
        await control.ended;
        withdraw();
        await control.close();
      } finally {
        await temporal.close();
        await store.close();
      }
    });
}
