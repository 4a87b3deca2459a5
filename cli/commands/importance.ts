import { Option } from 'commander';
import type { Command } from 'commander';
import { InvalidInputError } from '../../common/errors.ts';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { dependenceText, importanceText } from '../output/importance-text.ts';
import { note, printResult } from '../output/print.ts';

/** `hnet-sweep importance SWEEP [-p PARAMETER]` */
export function addImportance(program: Command): void {
  withServerOptions(
    program
      .command('importance')
      .description('which hyperparameters matter, alone and in pairs')
      .argument('<sweep>', 'its id')
      .addOption(new Option('-p, --parameter <name>', 'what this one does, everything else averaged')),
  )
    .addHelpText(
      'after',
      `
A random forest is fitted to the complete trials. A share is the part of its variance over the search space that a
hyperparameter explains alone, or two of them only together (functional ANOVA); ± is the spread between trees.
Shuffled: by how much the squared error on unseen trials grows, in variances, when the hyperparameter is shuffled.`,
    )
    .action(async (id: string, options: ServerOptions & { parameter?: string }) => {
      const importance = await withApi(options, (api) => api.importance(id));
      for (const warning of importance.warnings) note(`warning: ${warning}`);
      const { parameter } = options;
      if (parameter === undefined) {
        printResult(options.json ?? false, importance, () => importanceText(importance));
        return;
      }
      const found = importance.parameters.find(({ name }) => name === parameter);
      if (found === undefined)
        throw new InvalidInputError('hnet-sweep importance', [
          {
            path: '--parameter',
            given: parameter,
            allowed: importance.parameters.map(({ name }) => name).join(', ') || 'none: nothing is explained',
          },
        ]);
      printResult(options.json ?? false, found, () => dependenceText(importance.objective, found));
    });
}
