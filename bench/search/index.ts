import os from 'node:os';
import { optunaContender, ourContender } from './contender.ts';
import { startOptuna, type OptunaProcess } from './optuna.ts';
import { HELP, readOptions, type Options } from './options.ts';
import { compare, searchFunction, type RegretFigure } from './regret.ts';
import { regretTable, timingTable } from './report.ts';
import { COUNTS, timeFunction, type TimingFigure } from './timing.ts';

/** How well and how fast samplers search, beside Optuna's of the same name. */
export async function searchBenchmark(args: string[]): Promise<void> {
  const options = readOptions(args);
  if (options === null) return void process.stdout.write(HELP);
  const optuna = options.python === null ? null : startOptuna(options.python);
  try {
    say(
      `${os.cpus()[0]?.model ?? 'unknown CPU'}, load ${os.loadavg()[0]!.toFixed(1)}, Node ${process.version}`,
    );
    if (optuna !== null) {
      const { version } = await optuna.request({ do: 'new', sampler: 'random', seed: 1, space: {} });
      say(`Optuna ${version as string}`);
    }
    await (options.timing ? timings(options, optuna) : regrets(options, optuna));
  } finally {
    optuna?.close();
  }
}

async function regrets(options: Options, optuna: OptunaProcess | null): Promise<void> {
  const contenders = options.samplers.map(ourContender);
  if (optuna !== null)
    for (const name of ['random', 'tpe'] as const)
      if (options.samplers.includes(name)) contenders.push(optunaContender(optuna, name));
  const figures: RegretFigure[] = [];
  for (const name of options.functions)
    for (const contender of contenders) {
      figures.push(await searchFunction(name, contender, options));
      say(`${name}  ${contender.name}`);
    }
  if (!options.json) return void process.stdout.write(`${regretTable(figures)}\n`);
  for (const figure of figures)
    process.stdout.write(`${JSON.stringify({ ...figure, ...compare(figure, figures) })}\n`);
}

async function timings(options: Options, optuna: OptunaProcess | null): Promise<void> {
  const figures: TimingFigure[] = [];
  for (const name of options.functions)
    for (const trials of COUNTS) {
      figures.push(...(await timeFunction(name, trials, options.samplers, optuna)));
      say(`${name}  ${trials} trials`);
    }
  if (!options.json) return void process.stdout.write(`${timingTable(figures)}\n`);
  for (const figure of figures) process.stdout.write(`${JSON.stringify(figure)}\n`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
