import type { Command } from 'commander';
import type { Sweep } from '../../dashboard/server/schemas/sweep.ts';
import type { ApiClient } from '../client/api-client.ts';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { onInterruption } from '../local/interruption.ts';
import { note, printResult } from '../output/print.ts';
import { reportText } from '../output/report-text.ts';
import { searchedParameters } from '../../dashboard/web/format/space.ts';
import { bestText, sweepText, sweepsTable } from '../output/sweep-table.ts';
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
      .description('check a sweep file and start its sweep, or each sweep of its matrix')
      .argument('<file>', 'a sweep file, YAML or JSON; - for standard input')
      .option('-w, --watch', 'follow the sweep until it ends (exit code 1 if it fails)')
      .option('--dry-run', 'only check the file and say what it would run'),
  ).action(async (file: string, options: Options) => {
    const json = options.json ?? false;
    const { readSweepFiles } = await import('../local/read-sweep-file.ts');
    const files = await readSweepFiles(file);
    for (const warning of new Set(files.flatMap(({ warnings }) => warnings))) note(`warning: ${warning}`);
    if (options.dryRun) {
      const descriptions = files.map(({ description }) => description);
      printResult(json, files.length === 1 ? descriptions[0] : descriptions, () =>
        files.map(({ summary }) => summary).join('\n'),
      );
      return;
    }
    const run = async (api: ApiClient): Promise<void> => {
      const sweeps: Sweep[] = [];
      for (const { text, summary } of files) {
        const sweep = await api.submit(text);
        note(`${summary}\n${sweep.id} is scheduled: ${api.url}/sweeps/${sweep.id}`);
        sweeps.push(sweep);
      }
      const alone = sweeps.length === 1 ? sweeps[0]! : null;
      if (!options.watch) {
        printResult(json, alone ?? sweeps, () => (alone === null ? sweepsTable(sweeps) : sweepText(alone)));
        return;
      }
      const { signal } = onInterruption(
        alone === null
          ? 'no longer watching; the sweeps go on (hnet-sweep list)'
          : `no longer watching; the sweep goes on (hnet-sweep status ${alone.id} --watch)`,
      );
      const ends: Sweep[] = [];
      for (const { id } of sweeps) ends.push(await watchSweep(api, id, { signal, named: alone === null }));
      if (ends.some(({ state }) => state === 'failed')) process.exitCode = 1;
      if (alone === null) {
        const name = files[0]!.study;
        const report = await api.report(name);
        printResult(json, { sweeps: ends, report }, () => `${sweepsTable(ends)}\n\n${reportText(report)}`);
        return;
      }
      const best = await api.best(alone.id, { limit: 5 });
      printResult(
        json,
        { sweep: ends[0]!, best },
        () =>
          `${sweepText(ends[0]!, best.front)}\n\n${bestText(best, searchedParameters(ends[0]!.spec.space))}`,
      );
    };
    await withApi(options, run, { server: true });
  });
}
