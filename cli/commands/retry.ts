import type { Command } from 'commander';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { printResult } from '../output/print.ts';
import { sweepText } from '../output/sweep-table.ts';

interface Options extends ServerOptions {
  readonly failed?: boolean;
  readonly cancelled?: boolean;
}

/** `hnet-sweep retry SWEEP [--failed] [--cancelled]` */
export function addRetry(program: Command): void {
  withServerOptions(
    program
      .command('retry')
      .description('try trials again that failed or were cancelled, from their checkpoints')
      .argument('<sweep>', 'its id')
      .option('--failed', 'those that failed (unless --cancelled alone is given)')
      .option('--cancelled', 'those that were cancelled'),
  )
    .addHelpText(
      'after',
      `
What is wrong must have been put right first: a full disk, missing data, too little memory. Diverged trials are results
and stay. A sweep that has ended is taken up again for it.`,
    )
    .action(async (id: string, { failed, cancelled, ...options }: Options) => {
      const states = [...(failed || !cancelled ? ['failed'] : []), ...(cancelled ? ['cancelled'] : [])];
      const sweep = await withApi(options, (api) => api.retry(id, states), { server: true });
      printResult(options.json ?? false, sweep, () => sweepText(sweep));
    });
}
