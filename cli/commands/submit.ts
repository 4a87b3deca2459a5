import type { Command } from 'commander';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { onInterruption } from '../local/interruption.ts';
import { note, printResult } from '../output/print.ts';
import { bestText, sweepText } from '../output/sweep-table.ts';
import { watchSweep } from '../watch/watch-sweep.ts';

interface Options extends ServerOptions {
  readonly watch?: boolean;
  readonly dryRun?: boolean;
}

/** `hnet-sweep submit FILE [--watch]` */
export function addSubmit(program: Command): void {
  withServerOptions(
    program
      .command('submit')
      .description('check a sweep file and start its sweep')
      .argument('<file>', 'a sweep file, YAML or JSON; - for standard input')
      .option('-w, --watch', 'follow the sweep until it ends (exit code 1 if it fails)')
      .option('--dry-run', 'only check the file and say what it would run'),
  ).action(async (file: string, options: Options) => {
    const json = options.json ?? false;
    const { readSweepFile } = await import('../local/read-sweep-file.ts');
    const { text, warnings, description, summary } = await readSweepFile(file);
    for (const warning of warnings) note(`warning: ${warning}`);
    if (options.dryRun) {
      printResult(json, description, () => summary);
      return;
    }
    await withApi(options, async (api) => {
      const sweep = await api.submit(text);
      note(`${summary}\n${sweep.id} is scheduled: ${api.url}/sweeps/${sweep.id}`);
      if (!options.watch) {
        printResult(json, sweep, () => sweepText(sweep));
        return;
      }
      const { signal } = onInterruption(
        `no longer watching; the sweep goes on (hnet-sweep status ${sweep.id} --watch)`,
      );
      const end = await watchSweep(api, sweep.id, { signal });
      const best = await api.best(sweep.id, { limit: 5 });
      printResult(json, { sweep: end, best }, () => `${sweepText(end)}\n\n${bestText(best)}`);
      if (end.state === 'failed') process.exitCode = 1;
    });
  });
}
