import { Readable } from 'node:stream';
import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { wholeNumber } from '../options.ts';
import { figureCsv } from '../output/figure-csv.ts';
import { printResult } from '../output/print.ts';
import { writeWhole } from '../output/write-whole.ts';

interface Options extends ServerOptions {
  readonly trial?: number;
  readonly seed?: number;
  readonly format: 'svg' | 'csv';
  readonly output?: string;
}

/** `hnet-sweep figure NAME SWEEP` */
export function addFigure(program: Command): void {
  withServerOptions(
    program
      .command('figure')
      .description("a figure of the paper from a sweep's results, as a plot or as data")
      .addArgument(new Argument('<name>', 'which figure').choices(['ratio', 'tasks', 'embeddings', 'fits']))
      .argument('<sweep>', "the sweep's id")
      .option('--trial <n>', "the trial's number (default: the best)", wholeNumber('--trial', 0, 1e9))
      .option('--seed <n>', 'of the training (default: the first)', wholeNumber('--seed', 0, 2 ** 31 - 1))
      .addOption(
        new Option('-f, --format <format>', 'a plot, or its numbers').choices(['svg', 'csv']).default('svg'),
      )
      .option('-o, --output <file>', 'the file (default: standard output)'),
  )
    .addHelpText(
      'after',
      `
ratio       score on the test split against compression ratio, one point a configuration
tasks       score of each task just after it was learnt, and after the last task
embeddings  accuracy around each learnt task embedding (from a checkpoint: seconds to minutes)
fits        the functions learnt, for polynomials (from a checkpoint)`,
    )
    .action(async (name: string, id: string, options: Options) => {
      const { trial, seed, format, output } = options;
      const figure = await withApi(options, (api) => api.figure(id, name, { trial, seed }));
      if (options.json && output === undefined) return printResult(true, figure, () => '');
      const text = options.json
        ? JSON.stringify(figure, null, 2)
        : format === 'csv'
          ? figureCsv(figure)
          : (await import('../output/figure-svg.ts')).figureSvg(figure);
      if (output === undefined) return void process.stdout.write(`${text}\n`);
      await writeWhole(Readable.from([`${text}\n`]), output);
    });
}
