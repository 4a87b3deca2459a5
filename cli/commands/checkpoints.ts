import type { Command } from 'commander';
import { UserError } from '../../common/errors.ts';
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
Deleting is safe at any time: a stage that a training has to go on from after all, by "extend" or "retry" or in another sweep,
is trained again. Results stay in the database, and are reused as before.`,
    )
    .action(async (options: Options) => {
      const { prune = false, last = false, json = false } = options;
      if (last && !prune)
        throw new UserError('invalid-input', '--last: given without --prune; allowed: with it');
      await withApi(options, async (api) => {
        if (!prune) {
          const use = await api.checkpoints();
          printResult(json, use, () => checkpointsText(use));
          return;
        }
        const pruned = await api.pruneCheckpoints({ last });
        printResult(json, pruned, () => {
          const { stages, bytes } = pruned.removed;
          const what = stages === 0 ? 'nothing to delete' : `${sizeText(bytes)} of ${stages} stages deleted`;
          return `${what}\n\n${checkpointsText(pruned.left)}`;
        });
      });
    });
}
