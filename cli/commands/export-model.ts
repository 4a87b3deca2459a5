import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../../common/errors.ts';
import type { TrialDetail } from '../../dashboard/server/schemas/trial.ts';
import type { Sweep } from '../../dashboard/server/schemas/sweep.ts';
import type { BenchmarkSpec, StageSpec } from '../../hnet/types.ts';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { stateFolder } from '../local/folder.ts';
import { wholeNumber } from '../options.ts';
import { printResult } from '../output/print.ts';

interface Options extends ServerOptions {
  readonly trial: number;
  readonly seed?: number;
  readonly task?: number;
  readonly out: string;
  readonly checkpoints?: string;
}

/** `hnet-sweep export-model SWEEP --trial N --out FOLDER` */
export function addExportModel(program: Command): void {
  withServerOptions(
    program
      .command('export-model')
      .description("write a trial's trained model: safetensors, and a TensorFlow.js model of each task")
      .argument('<sweep>', 'its id')
      .requiredOption('--trial <n>', 'the number of the trial', wholeNumber('--trial', 0, 10_000_000))
      .requiredOption('-o, --out <folder>', 'where to write; made if need be')
      .option(
        '--seed <n>',
        'which replicate (default: the first that finished)',
        wholeNumber('--seed', 0, 2 ** 31 - 1),
      )
      .option('--task <t>', 'only this task, from 0 (default: all)', wholeNumber('--task', 0, 9999))
      .option('--checkpoints <folder>', 'where the checkpoints lie (default: those of the state folder)'),
  ).action(async (id: string, options: Options) => {
    const { sweep, trial } = await withApi(options, async (api) => ({
      sweep: await api.sweep(id),
      trial: await api.trial(`${id}.${options.trial}`),
    }));
    const { stage, key } = lastStageOf(sweep, trial, options.seed);
    const tasks = tasksOf(stage, options.task);
    const { createFolderCheckpointStore } = await import('../../activities/checkpoints/folder-store.ts');
    const folder = options.checkpoints ?? stateFolder().checkpoints;
    const found = await createFolderCheckpointStore(folder).readFinal(key);
    if (found === null)
      throw new UserError(
        'not-found',
        `${folder} has no checkpoint ${key} of trial ${options.trial}, seed ${stage.seed}`,
        {
          hint: 'Name the folder that the trial was trained with by --checkpoints.',
        },
      );
    const { selectBackend } = await import('../../hnet/index.ts');
    const { exportModel } = await import('../../hnet/export/index.ts');
    await selectBackend('cpu');
    const files = await exportModel(stage, found.bytes, tasks);
    for (const { path, bytes } of files) {
      const place = join(options.out, path);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, bytes);
    }
    const written = files.map(({ path }) => join(options.out, path));
    printResult(
      options.json ?? false,
      { sweep: id, trial: options.trial, seed: stage.seed, tasks, files: written },
      () => written.map((path) => `written: ${path}`).join('\n'),
    );
  });
}

/** The last stage of the replicate meant, and its checkpoint's key. @throws UserError where it has not finished */
function lastStageOf(
  sweep: Sweep,
  trial: TrialDetail,
  seed: number | undefined,
): { stage: StageSpec; key: string } {
  const finished = trial.replicates.filter(({ stages }) => stages.length === trial.tasks);
  const replicate = seed === undefined ? finished[0] : finished.find((one) => one.seed === seed);
  const last = replicate?.stages.find(({ task }) => task === trial.tasks - 1);
  if (replicate === undefined || last === undefined || last.outcome !== 'complete') {
    const seeds = finished.map((one) => one.seed).join(', ') || 'none';
    throw new UserError(
      'invalid-input',
      `trial ${trial.number} has no finished training${seed === undefined ? '' : ` with seed ${seed}`}; finished seeds: ${seeds}`,
    );
  }
  const { benchmark, strategy } = sweep.spec;
  const spec = { benchmark: benchmark as BenchmarkSpec, strategy, configuration: trial.configuration };
  return { stage: { trial: spec, seed: replicate.seed, task: last.task }, key: last.key };
}

function tasksOf({ task: last }: StageSpec, asked: number | undefined): number[] {
  if (asked === undefined) return Array.from({ length: last + 1 }, (_, task) => task);
  if (asked > last)
    throw new UserError('invalid-input', `--task: given ${asked}; allowed: a whole number from 0 to ${last}`);
  return [asked];
}
