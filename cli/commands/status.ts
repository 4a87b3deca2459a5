import type { Command } from 'commander';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { onInterruption } from '../local/interruption.ts';
import { printResult } from '../output/print.ts';
import { sweepText } from '../output/sweep-table.ts';
import { watchSweep } from '../watch/watch-sweep.ts';

/** `hnet-sweep status SWEEP [--watch]` */
export function addStatus(program: Command): void {
  withServerOptions(
    program
      .command('status')
      .description('how a sweep is doing')
      .argument('<sweep>', 'its id, e.g. quickstart-1')
      .option('-w, --watch', 'follow it until it ends (exit code 1 if it fails)'),
  ).action(async (id: string, options: ServerOptions & { watch?: boolean }) => {
    const json = options.json ?? false;
    const { sweep, front } = await withApi(options, async (api) => {
      const { signal } = options.watch
        ? onInterruption('no longer watching; the sweep goes on')
        : { signal: null };
      const sweep =
        signal === null ? await api.sweep(id) : await watchSweep(api, id, { signal, takenUp: true });
      const several = sweep.spec.objectives !== undefined && !json;
      return { sweep, front: several ? (await api.best(id, { limit: 1 })).front : null };
    });
    printResult(json, sweep, () => sweepText(sweep, front));
    if (options.watch && sweep.state === 'failed') process.exitCode = 1;
  });
}
