import type { Command } from 'commander';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { wholeNumber } from '../options.ts';
import { printResult } from '../output/print.ts';
import { sweepsTable } from '../output/sweep-table.ts';

/** `hnet-sweep list` */
export function addList(program: Command): void {
  withServerOptions(
    program
      .command('list')
      .description('list sweeps, newest first')
      .option('-n, --limit <n>', 'how many', wholeNumber('--limit', 1, 500), 20),
  ).action(async (options: ServerOptions & { limit: number }) => {
    const { sweeps } = await withApi(options, (api) => api.sweeps({ limit: options.limit }));
    printResult(options.json ?? false, sweeps, () => sweepsTable(sweeps));
  });
}
