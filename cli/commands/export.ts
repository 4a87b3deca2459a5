import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Option } from 'commander';
import type { Command } from 'commander';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ExportFormat } from '../client/api-client.ts';
import type { ServerOptions } from '../client/connect.ts';
import { writeWhole } from '../output/write-whole.ts';

interface Options extends ServerOptions {
  readonly format: ExportFormat;
  readonly stages?: boolean;
  readonly output?: string;
}

/** `hnet-sweep export SWEEP --format csv|json|stages|optuna` */
export function addExport(program: Command): void {
  withServerOptions(
    program
      .command('export')
      .description("write all of a sweep's trials")
      .argument('<sweep>', 'its id')
      .addOption(
        new Option('-f, --format <format>', 'of the file')
          .choices(['csv', 'json', 'stages', 'optuna'])
          .default('csv'),
      )
      .option('--stages', 'a recording of every stage, which hnet-sweep simulate replays: --format stages')
      .option('-o, --output <file>', 'the file (default: standard output)'),
  )
    .addHelpText(
      'after',
      `
--format optuna is a journal file; in Python:
  optuna.load_study(study_name="SWEEP", storage=JournalStorage(JournalFileBackend("FILE")))`,
    )
    .action(async (id: string, options: Options) => {
      await withApi(options, async (api) => {
        const format = options.stages ? 'stages' : options.json ? 'json' : options.format;
        const pieces = Readable.from(await api.export(id, format));
        if (options.output === undefined) await toStandardOutput(pieces);
        else await writeWhole(pieces, options.output);
      });
    });
}

/** Whoever reads may have had enough: `| head` is no fault. */
async function toStandardOutput(pieces: Readable): Promise<void> {
  try {
    await pipeline(pieces, process.stdout, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}
