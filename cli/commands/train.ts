import type { Command } from 'commander';
import { onInterruption } from '../local/interruption.ts';
import { stateFolder } from '../local/folder.ts';
import { collect, wholeNumber } from '../options.ts';
import { note, printResult } from '../output/print.ts';
import { trainingText } from '../output/training-text.ts';

interface Options {
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly checkpoints?: string;
  readonly json?: boolean;
}

/** `hnet-sweep train FILE`: one configuration here, without Temporal, database or server. */
export function addTrain(program: Command): void {
  program
    .command('train')
    .description('train one configuration in this process, without Temporal or database')
    .argument('<file>', 'a sweep file')
    .option(
      '--set <name=value>',
      'choose a value of the file; may be repeated, e.g. --set beta=0.01',
      collect,
    )
    .option(
      '--seed <n>',
      "the training's seed (default: the file's first)",
      wholeNumber('--seed', 0, 2 ** 31 - 1),
    )
    .option(
      '--checkpoints <folder>',
      'where stages checkpoint and go on from (default: those of the state folder)',
    )
    .option('--json', 'print one JSON document')
    .action(async (file: string, options: Options) => {
      const { createFolderCheckpointStore } = await import('../../activities/checkpoints/folder-store.ts');
      const { pickConfiguration } = await import('../local/pick-configuration.ts');
      const { readSweepFile } = await import('../local/read-sweep-file.ts');
      const { trainAll } = await import('../local/train-all.ts');
      const { spec } = await readSweepFile(file);
      const trial = pickConfiguration(spec, options.set ?? []);
      const seed = options.seed ?? spec.seeds[0]!;
      const { signal } = onInterruption('ending; the running stage checkpoints');
      const training = await trainAll(
        { trial, seed, backend: spec.backend, checkpointEverySeconds: spec.checkpointEverySeconds },
        {
          checkpoints: createFolderCheckpointStore(options.checkpoints ?? stateFolder().checkpoints),
          signal,
        },
      );
      if (training.interrupted) {
        note('interrupted; the same command goes on from here');
        process.exitCode = 1;
        return;
      }
      const diverged = training.stages.some((stage) => stage.outcome === 'diverged');
      printResult(options.json ?? false, { trial, seed, ...training }, () => trainingText(trial, training));
      if (diverged) process.exitCode = 1;
    });
}
