import type { Command } from 'commander';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import type { SteeringVerb } from '../client/api-client.ts';
import { wholeNumber } from '../options.ts';
import { printResult } from '../output/print.ts';
import { sweepText } from '../output/sweep-table.ts';

const DESCRIPTIONS: Readonly<Record<SteeringVerb, string>> = {
  pause: 'start no new trials until resumed; running ones finish',
  resume: 'go on after a pause',
  stop: 'start no new trials, let running ones finish, then end',
  cancel: 'end now; running stages checkpoint',
};

/** `hnet-sweep pause|resume|stop|cancel SWEEP`, `hnet-sweep concurrency SWEEP N` */
export function addSteering(program: Command): void {
  for (const [verb, description] of Object.entries(DESCRIPTIONS) as [SteeringVerb, string][]) {
    const command = program.command(verb).description(description).argument('<sweep>', 'its id');
    if (verb === 'pause') command.option('--now', 'running stages checkpoint and free their devices');
    withServerOptions(command).action(async (id: string, options: ServerOptions & { now?: boolean }) => {
      const body = verb === 'pause' ? { now: options.now ?? false } : undefined;
      const sweep = await withApi(options, (api) => api.steer(id, verb, body), { server: true });
      printResult(options.json ?? false, sweep, () => sweepText(sweep));
    });
  }

  withServerOptions(
    program
      .command('concurrency')
      .description('change how many trials run at once')
      .argument('<sweep>', 'its id')
      .argument('<trials>', 'how many', wholeNumber('trials', 1, 500)),
  ).action(async (id: string, trials: number, options: ServerOptions) => {
    const sweep = await withApi(options, (api) => api.setConcurrency(id, trials), { server: true });
    printResult(options.json ?? false, sweep, () => sweepText(sweep));
  });
}
