import { Option } from 'commander';
import type { Command } from 'commander';
import { UserError } from '../../common/errors.ts';
import { convertedText, convertForeign } from '../../sweepfile/bridges/index.ts';
import { parseSweepFile } from '../../sweepfile/index.ts';
import { readText } from '../local/read-sweep-file.ts';
import { note } from '../output/print.ts';

interface Options {
  readonly to: 'yaml' | 'json';
  readonly benchmark?: string;
  readonly strategy: string;
  readonly study?: string;
  readonly json?: boolean;
}

/** `hnet-sweep convert FILE [--to yaml|json]` */
export function addConvert(program: Command): void {
  program
    .command('convert')
    .description(
      "print another tool's file as a sweep file: a W&B sweep, a Katib Experiment, an Optuna journal",
    )
    .argument('<file>', 'the file; - for standard input')
    .addOption(new Option('--to <format>', 'of what is printed').choices(['yaml', 'json']).default('yaml'))
    .option('--benchmark <name>', 'the benchmark, which other tools do not know')
    .option('--strategy <name>', 'the continual-learning strategy', 'hnet')
    .option('--study <name>', "which of a journal's studies")
    .option('--json', 'the same as --to json')
    .addHelpText(
      'after',
      `
What was left out, renamed or assumed is said on standard error, and stands above the YAML as comments.`,
    )
    .action(async (file: string, options: Options) => {
      const text = await readText(file);
      const converted = convertForeign(text, {
        ...{ source: file, benchmark: options.benchmark ?? null },
        ...{ strategy: options.strategy, study: options.study ?? null },
      });
      if (converted === null)
        throw new UserError('invalid-input', `${file} is no W&B sweep, Katib Experiment or Optuna journal`, {
          hint: 'A sweep file of hnet-sweep itself needs no conversion: hnet-sweep submit FILE --dry-run checks it.',
        });
      for (const remark of converted.remarks) note(`remark: ${remark}`);
      const written = convertedText(converted, options.json ? 'json' : options.to);
      process.stdout.write(written);
      // What is still wrong with it is better heard now than at submission.
      parseSweepFile(written, { source: 'the converted file' }).warnings.forEach((warning) =>
        note(`warning: ${warning}`),
      );
    });
}
