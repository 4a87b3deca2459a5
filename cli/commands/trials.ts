import type { Command } from 'commander';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { collect, wholeNumber } from '../options.ts';
import { note, printResult } from '../output/print.ts';
import { trialsTable } from '../output/sweep-table.ts';

interface Options extends ServerOptions {
  readonly limit: number;
  readonly sort: string;
  readonly desc?: boolean;
  readonly state?: string;
  readonly where?: readonly string[];
  readonly cursor?: string;
}

/** `hnet-sweep trials SWEEP` */
export function addTrials(program: Command): void {
  withServerOptions(
    program
      .command('trials')
      .description("a sweep's trials, sorted and filtered")
      .argument('<sweep>', 'its id')
      .option('--sort <field>', 'number, value, state, deviceSeconds, a parameter or a metric', 'number')
      .option('--desc', 'largest first')
      .option('--state <states>', 'only these, separated by commas, e.g. complete,diverged')
      .option('--where <condition>', 'only trials such as beta<0.01; may be repeated', collect)
      .option('-n, --limit <n>', 'how many', wholeNumber('--limit', 1, 500), 50)
      .option('--cursor <cursor>', 'where the page before ended'),
  ).action(async (id: string, options: Options) => {
    const { sweep, page } = await withApi(options, async (api) => ({
      sweep: await api.sweep(id),
      page: await api.trials(id, {
        limit: options.limit,
        sort: options.sort,
        direction: options.desc ? 'desc' : 'asc',
        states: options.state,
        where: options.where,
        cursor: options.cursor,
      }),
    }));
    printResult(options.json ?? false, page, () => trialsTable(page.trials, sweep.spec.objective.name));
    if (page.nextCursor !== null && !options.json) note(`more: --cursor ${page.nextCursor}`);
  });
}
