import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { OPTUNAS, optunaContender, ourContender } from './contender.ts';
import { startOptuna, type OptunaProcess } from './optuna.ts';
import { HELP, readOptions, type Options } from './options.ts';
import { budgetOf, compare, searchFunction, type RegretFigure } from './regret.ts';
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
  const contenders = options.only === 'optuna' ? [] : options.samplers.map(ourContender);
  if (optuna !== null && options.only !== 'ours')
    for (const name of OPTUNAS)
      if (options.samplers.includes(name)) contenders.push(optunaContender(optuna, name));
  const earlier = options.figures === null ? [] : await earlierFigures(options.figures, options);
  const figures: RegretFigure[] = [];
  for (const name of options.functions) {
    figures.push(...earlier.filter((figure) => figure.function === name));
    for (const contender of contenders) {
      const figure = await searchFunction(name, contender, options);
      figures.push(figure);
      say(`${name}  ${contender.name}`);
      if (options.json)
        process.stdout.write(`${JSON.stringify({ ...figure, ...compare(figure, figures) })}\n`);
    }
  }
  if (!options.json) process.stdout.write(`${regretTable(figures)}\n`);
}

/** Figures of the same kind that an earlier run wrote with `--json`. */
async function earlierFigures(file: string, { functions, seeds, budget }: Options): Promise<RegretFigure[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.startsWith('{'));
  return lines
    .map((line) => JSON.parse(line) as RegretFigure)
    .filter(({ function: name, budget: had }) => functions.includes(name) && had === budgetOf(name, budget))
    .filter((figure) => figure.regrets.length >= seeds)
    .map((figure) => ({ ...figure, regrets: figure.regrets.slice(0, seeds) }));
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
