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
    const had = earlier.filter((figure) => figure.function === name);
    const asked = contenders.map((contender) => contender.name);
    const whole = had.filter(({ regrets: { length } }) => length === options.seeds);
    figures.push(...whole.filter((figure) => !asked.includes(figure.contender)));
    for (const contender of contenders) {
      const begun = had.find((figure) => figure.contender === contender.name)?.regrets;
      const figure = await searchFunction(name, contender, options, begun);
      figures.push(figure);
      say(`${name}  ${contender.name}`);
      if (options.json)
        process.stdout.write(`${JSON.stringify({ ...figure, ...compare(figure, figures) })}\n`);
    }
  }
  if (!options.json) process.stdout.write(`${regretTable(figures)}\n`);
}

/** Figures of the same functions and budget that earlier runs wrote with `--json`; the longest of each contender. */
async function earlierFigures(file: string, { functions, seeds, budget }: Options): Promise<RegretFigure[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.startsWith('{'));
  const longest = new Map<string, RegretFigure>();
  for (const line of lines) {
    const figure = JSON.parse(line) as RegretFigure;
    const { function: name, contender, regrets } = figure;
    if (!functions.includes(name) || figure.budget !== budgetOf(name, budget)) continue;
    const key = `${name}\t${contender}`;
    if (regrets.length <= (longest.get(key)?.regrets.length ?? 0)) continue;
    longest.set(key, { function: name, contender, budget: figure.budget, regrets: regrets.slice(0, seeds) });
  }
  return [...longest.values()];
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
