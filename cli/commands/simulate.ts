import { readFile } from 'node:fs/promises';
import { Option } from 'commander';
import type { Command } from 'commander';
import { unlessRefused, UserError } from '../../common/errors.ts';
import { freeParameters } from '../../search/space/index.ts';
import {
  asRecording,
  functionDescriptions,
  functionNames,
  functionSurface,
  recordedSurface,
  simulate,
  type FunctionName,
  type Recording,
  type Surface,
} from '../../search/simulation/index.ts';
import type { Assignment } from '../../search/types.ts';
import type { SweepSpec } from '../../workflows/types.ts';
import { wholeNumber } from '../options.ts';
import { note, printResult } from '../output/print.ts';
import { simulationText } from '../output/simulation-text.ts';

interface Options {
  readonly surface?: string;
  readonly function?: FunctionName;
  readonly workers?: number;
  readonly searchSeed?: number;
  readonly surfaceSeed: number;
  readonly trials: boolean;
  readonly json?: boolean;
}

/** `hnet-sweep simulate FILE --surface recorded.json | --function NAME` */
export function addSimulate(program: Command): void {
  program
    .command('simulate')
    .description(
      'run a sweep file against a recorded or made-up benchmark in virtual time: what would it cost?',
    )
    .argument('<file>', 'a sweep file, YAML or JSON; - for standard input')
    .addOption(
      new Option('--surface <file>', 'a recording: hnet-sweep export SWEEP --stages').conflicts('function'),
    )
    .addOption(new Option('--function <name>', 'a made-up benchmark').choices(functionNames as string[]))
    .option(
      '--workers <n>',
      'stages trained at a time (default: max_concurrent_trials)',
      wholeNumber('--workers', 1, 10_000),
    )
    .option(
      '--search-seed <n>',
      "another seed of the sampler than the file's",
      wholeNumber('--search-seed', 0, 0x7fffffff),
    )
    .option(
      '--surface-seed <n>',
      'which of the made-up benchmarks',
      wholeNumber('--surface-seed', 0, 0x7fffffff),
      1,
    )
    .option('--trials', 'every trial, too', false)
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Sampler, pruner, race over seeds, budgets and concurrency are the real ones; training takes the time that was recorded.
A configuration that was not recorded stands for the nearest one that was.
Made-up benchmarks:
  ${functionDescriptions.join('\n  ')}`,
    )
    .action(async (file: string, options: Options) => {
      const { readSweepFile } = await import('../local/read-sweep-file.ts');
      const { resolveTrial } = await import('../../sweepfile/index.ts');
      const read = await readSweepFile(file);
      for (const warning of read.warnings) note(`warning: ${warning}`);
      const { searchSeed } = options;
      const spec = searchSeed === undefined ? read.spec : { ...read.spec, searchSeed };
      if (spec.runCap === null && spec.method !== 'grid')
        throw new UserError('invalid-input', `${file} has no run_cap: nothing would end its simulation`);
      for (const key of notSimulated(spec)) note(`warning: ${key} is not simulated`);
      const surface = await surfaceOf(spec, options);
      const workers = options.workers ?? spec.maxConcurrentTrials;
      const possible = (assignment: Assignment) =>
        unlessRefused(() => resolveTrial(spec, assignment)) !== null;
      const end = simulate(spec, surface, workers, possible);
      printResult(
        options.json ?? false,
        { surface: { name: surface.name, best: surface.best }, ...end },
        () => simulationText(end, surface, options.trials),
      );
    });
}

/** What the file asks for and a simulation does not do. */
function notSimulated({ confirm, warmStart }: SweepSpec): string[] {
  return [
    ...(confirm ? ['confirm'] : []),
    ...(warmStart !== undefined && warmStart.length > 0 ? ['warm_start'] : []),
  ];
}

async function surfaceOf(spec: SweepSpec, options: Options): Promise<Surface> {
  const { space, objective, benchmark } = spec;
  if (options.surface === undefined) {
    if (options.function === undefined)
      throw new UserError('invalid-input', 'simulate needs a benchmark: --surface FILE or --function NAME');
    return functionSurface(options.function, {
      ...{ space, objective, tasks: benchmark.tasks, seed: options.surfaceSeed },
    });
  }
  const recording = await readRecording(options.surface);
  for (const remark of remarksOn(recording, spec)) note(`warning: ${remark}`);
  return recordedSurface(recording, space);
}

async function readRecording(path: string): Promise<Recording> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new UserError('invalid-input', `${path} can't be read: ${(cause as Error).message}`, { cause });
  }
  try {
    return asRecording(JSON.parse(text), path);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError('corrupt-data', `${path} is no JSON: ${(cause as Error).message}`, { cause });
  }
}

/** In what the sweep file and the recording differ. */
function remarksOn(recording: Recording, spec: SweepSpec): string[] {
  const recorded = freeParameters(recording.space);
  const asked = freeParameters(spec.space);
  const notRecorded = asked.filter((name) => !recorded.includes(name));
  const notAsked = recorded.filter((name) => !Object.hasOwn(spec.space, name));
  const { objective } = recording;
  const seeds = spec.seeds.filter((seed) => !recording.seeds.includes(seed));
  return [
    ...(objective.name === spec.objective.name
      ? []
      : [`the recording is of ${objective.name}, which takes the place of ${spec.objective.name}`]),
    ...notRecorded.map((name) => `${name} was not varied in the recording: it changes nothing`),
    ...notAsked.map(
      (name) =>
        `${name} was varied in the recording, but the file does not name it: any of its values may stand`,
    ),
    ...(seeds.length === 0
      ? []
      : [`seeds ${seeds.join(', ')} were not recorded: recorded ones take their place`]),
    ...(recording.tasks === spec.benchmark.tasks
      ? []
      : [
          `the recording has ${recording.tasks} tasks, the file ${spec.benchmark.tasks}: those of the recording count`,
        ]),
  ];
}
