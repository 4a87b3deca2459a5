import type { Command } from 'commander';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { readConfigurations } from '../local/read-configurations.ts';
import { printResult } from '../output/print.ts';
import { sweepText } from '../output/sweep-table.ts';

/** `hnet-sweep enqueue SWEEP FILE|KEY=VALUE…` */
export function addEnqueue(program: Command): void {
  withServerOptions(
    program
      .command('enqueue')
      .description("try configurations of one's own before anything else, also after a sweep's end")
      .argument('<sweep>', 'its id')
      .argument(
        '<what...>',
        'name=value pairs of one configuration, or a YAML or JSON file of one or a list',
      ),
  )
    .addHelpText(
      'after',
      `
  hnet-sweep enqueue my-sweep-1 beta=0.01 task_embedding_size=8
  hnet-sweep enqueue my-sweep-1 good-ones.yaml

Every parameter that varies needs a value of its range.`,
    )
    .action(async (id: string, what: readonly string[], options: ServerOptions) => {
      const configurations = await readConfigurations(what);
      const sweep = await withApi(options, (api) => api.enqueue(id, configurations), { server: true });
      printResult(options.json ?? false, sweep, () => sweepText(sweep));
    });
}
