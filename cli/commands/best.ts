import type { Command } from 'commander';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { collect, wholeNumber } from '../options.ts';
import { effectsText } from '../output/effects-text.ts';
import { printResult } from '../output/print.ts';
import { searchedParameters } from '../../dashboard/web/format/space.ts';
import { bestText } from '../output/sweep-table.ts';

/** `hnet-sweep best SWEEP [-k N] [--where …]` */
export function addBest(program: Command): void {
  withServerOptions(
    program
      .command('best')
      .description('the best configurations, and how sure one can be')
      .argument('<sweep>', 'its id')
      .option('-k <n>', 'how many', wholeNumber('-k', 1, 100), 5)
      .option('--where <condition>', 'only trials such as chunk_size<=10000; may be repeated', collect),
  )
    .addHelpText(
      'after',
      `
● marks the trials that can't be told apart from the best: p is that of "the best is better than this one" (one-sided,
paired by seed, adjusted for their number). \`confirmed\` was measured with fresh seeds (confirm in the sweep file).`,
    )
    .action(async (id: string, options: ServerOptions & { k: number; where?: readonly string[] }) => {
      const { sweep, best, effects } = await withApi(options, async (api) => ({
        sweep: await api.sweep(id),
        best: await api.best(id, { limit: options.k, where: options.where }),
        effects: await api.effects(id),
      }));
      printResult(options.json ?? false, { ...best, effects: effects.parameters }, () =>
        [bestText(best, searchedParameters(sweep.spec.space)), effectsText(effects)]
          .filter((text) => text !== '')
          .join('\n\n'),
      );
    });
}
