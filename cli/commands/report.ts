import { Readable } from 'node:stream';
import { Option } from 'commander';
import type { Command } from 'commander';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { printResult } from '../output/print.ts';
import { reportCsv, reportMarkdown, reportText } from '../output/report-text.ts';
import { writeWhole } from '../output/write-whole.ts';

interface Options extends ServerOptions {
  readonly metric?: string;
  readonly format: 'text' | 'markdown' | 'csv';
  readonly output?: string;
}

const FORMATS = { text: reportText, markdown: reportMarkdown, csv: reportCsv } as const;

/** `hnet-sweep report NAME` */
export function addReport(program: Command): void {
  withServerOptions(
    program
      .command('report')
      .description("compare methods: strategies by benchmarks and scenarios, from a study's sweeps")
      .argument('<name>', 'of a file with a matrix, or the beginning of its sweeps’ names up to a dot')
      .option('--metric <name>', "what to compare (default: the test split's counterpart of the objective)")
      .addOption(
        new Option('-f, --format <format>', 'of the table').choices(Object.keys(FORMATS)).default('text'),
      )
      .option('-o, --output <file>', 'the file (default: standard output)'),
  ).action(async (name: string, options: Options) => {
    const query = options.metric === undefined ? {} : { metric: options.metric };
    const report = await withApi(options, (api) => api.report(name, query));
    const text = FORMATS[options.format];
    if (options.output === undefined) return printResult(options.json ?? false, report, () => text(report));
    const content = options.json ? JSON.stringify(report, null, 2) : text(report);
    await writeWhole(Readable.from([`${content}\n`]), options.output);
  });
}
