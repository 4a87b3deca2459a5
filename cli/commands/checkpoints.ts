import type { Command } from 'commander';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { checkpointsText, sizeText } from '../output/checkpoints-text.ts';
import { printResult } from '../output/print.ts';

interface Options extends ServerOptions {
  readonly prune?: boolean;
  readonly last?: boolean;
}

/** `hnet-sweep checkpoints [--prune [--last]]` */
export function addCheckpoints(program: Command): void {
  withServerOptions(
    program
      .command('checkpoints')
      .description('what fills the folder of checkpoints; with --prune, make room')
      .option(
        '--prune',
        'delete what no unfinished sweep needs, but for the last checkpoint of each training',
      )
      .option('--last', 'with --prune: those too; models and figures can then no longer be made of them'),
  )
    .addHelpText(
      'after',
      `
Deleting is safe at any time: a stage whose checkpoint is wanted after all, by "extend" or "retry" or another sweep with the
same configuration, is trained again. Results stay in the database.`,
    )
    .action(async ({ prune = false, last = false, json = false, ...options }: Options) => {
      await withApi({ ...options, json }, async (api) => {
        if (!prune) {
          const use = await api.checkpoints();
          printResult(json, use, () => checkpointsText(use));
          return;
        }
        const pruned = await api.pruneCheckpoints({ last });
        printResult(json, pruned, () => {
          const { stages, bytes } = pruned.removed;
          return `${sizeText(bytes)} of ${stages} stages deleted\n\n${checkpointsText(pruned.left)}`;
        });
      });
    });
}
