import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../../common/errors.ts';
import type { PrunerSettings } from '../../search/pruners/index.ts';
import { shuffle } from '../../search/importance/tree.ts';
import { uniformStream } from '../../search/random.ts';
import { signedRankTest } from '../../search/statistics/index.ts';
import {
  asRecording,
  recordedSurface,
  secondsToReach,
  simulate,
  type Recording,
  type SimulatedSweep,
} from '../../search/simulation/index.ts';
import { median } from '../step/median.ts';

const HELP = `npm run bench -- scheduling [options]
Device time until the best configuration of a recorded sweep is found, with and without early termination and racing.

  --surface FILE   a recording; default bench/recorded/split-mnist.json
  --seeds N        search seeds: orders in which the recorded configurations are tried; default 100
  --margin X       how near to the best counts as found; default 0.005, half a point
  --workers N      trials, and stages, at a time; default 4
  --json           one JSON line a contender in place of the table
`;

const asha = (reductionFactor: number, minResource: number): PrunerSettings => ({
  ...{ type: 'asha', reductionFactor, minResource, minEarlyStoppingRate: 0, rungs: null },
});
const racing = { minSeeds: 2, alpha: 0.05 };
const medianPruner: PrunerSettings = { type: 'median', nStartupTrials: 5, nWarmupSteps: 0, intervalSteps: 1 };

/** What is compared: parts of a sweep file. The first one is what the others are measured against. */
const CONTENDERS: Readonly<Record<string, Pick<SimulatedSweep, 'earlyTerminate' | 'racing'>>> = {
  'all seeds, all tasks': {},
  racing: { racing },
  'median pruner': { earlyTerminate: medianPruner },
  'median pruner, racing': { earlyTerminate: medianPruner, racing },
  'asha (eta 3, from task 1)': { earlyTerminate: asha(3, 1) },
  'asha (eta 3, from task 1), racing': { earlyTerminate: asha(3, 1), racing },
  'asha (eta 3, from task 2), racing': { earlyTerminate: asha(3, 2), racing },
  'asha (eta 2, from task 1), racing': { earlyTerminate: asha(2, 1), racing },
  'asha (eta 4, from task 1), racing': { earlyTerminate: asha(4, 1), racing },
};

interface Options {
  readonly recording: Recording;
  readonly seeds: number;
  readonly margin: number;
  readonly workers: number;
}

/** One contender over all search seeds. */
interface Figure {
  readonly contender: string;
  /** By seed: device-seconds until found; null where it never was. */
  readonly seconds: readonly (number | null)[];
  /** Device-seconds of whole searches, medians. */
  readonly whole: number;
  /** How far the best found was from the best there is, in the end, medians. */
  readonly short: number;
}

/** How much device time schedulers save on a recorded sweep. */
export async function schedulingBenchmark(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      ...{ surface: text, seeds: text, margin: text, workers: text },
      ...{ json: { type: 'boolean' }, help: { type: 'boolean' } },
    },
  });
  if (values.help === true) return void process.stdout.write(HELP);
  const options: Options = {
    recording: await readRecording(values.surface ?? 'bench/recorded/split-mnist.json'),
    seeds: positive('seeds', values.seeds ?? '100'),
    margin: positive('margin', values.margin ?? '0.005'),
    workers: positive('workers', values.workers ?? '4'),
  };
  const figures = Object.keys(CONTENDERS).map((contender) => measure(contender, options));
  if (values.json === true)
    for (const figure of figures)
      process.stdout.write(`${JSON.stringify({ ...figure, ...against(figure, figures[0]!) })}\n`);
  else process.stdout.write(`${headOf(options)}\n\n${tableOf(figures)}\n`);
}

async function readRecording(path: string): Promise<Recording> {
  try {
    return asRecording(JSON.parse(await readFile(path, 'utf8')), path);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError('invalid-input', `${path} can't be read: ${(cause as Error).message}`, { cause });
  }
}

function positive(option: string, given: string): number {
  const value = Number(given);
  if (value > 0) return value;
  throw new UserError('invalid-input', `--${option}: given ${given}; allowed: a number above 0`);
}

/** Tries the recorded configurations in an order of each seed's own: a random search without repetitions. */
function measure(contender: string, { recording, seeds, margin, workers }: Options): Figure {
  const { space, objective } = recording;
  const surface = recordedSurface(recording, space);
  const ends = Array.from({ length: seeds }, (_, seed) => {
    const order = recording.configurations.map((__, i) => i);
    shuffle(order, uniformStream(seed + 1, 0x73636865));
    const sweep: SimulatedSweep = {
      ...{ space, objective, method: 'random', searchSeed: seed, seeds: recording.seeds },
      ...{ runCap: order.length, maxConcurrentTrials: workers, ...CONTENDERS[contender] },
      enqueue: order.map((i) => recording.configurations[i]!.assignment),
    };
    return simulate(sweep, surface, workers);
  });
  return {
    contender,
    seconds: ends.map((end) => secondsToReach(end, surface, margin)?.deviceSeconds ?? null),
    whole: median(ends.map(({ deviceSeconds }) => deviceSeconds)),
    short: median(ends.map(({ incumbents }) => Math.abs(surface.best - (incumbents.at(-1)?.truth ?? NaN)))),
  };
}

/** A figure beside the first one, over the seeds in which both found it, and beside what whole searches cost. */
function against({ seconds, whole }: Figure, first: Figure) {
  const pairs = seconds.flatMap((mine, i) => {
    const theirs = first.seconds[i]!;
    return mine === null || theirs === null ? [] : [[theirs, mine] as const];
  });
  const total = (of: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[of], 0);
  return {
    found: seconds.filter((one) => one !== null).length / seconds.length,
    /** Of total device time until found. */
    ratio: total(0) / total(1),
    p: signedRankTest(pairs.map(([theirs, mine]) => mine - theirs)),
    wholeRatio: first.whole / whole,
  };
}

function headOf({ recording, seeds, margin, workers }: Options): string {
  const { configurations, tasks, sweep } = recording;
  return `${sweep}: ${configurations.length} configurations, ${recording.seeds.length} seeds, ${tasks} tasks; ${seeds} orders, ${workers} at a time; found: within ${margin} of the best`;
}

function tableOf(figures: readonly Figure[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = figures.map((figure) => {
    const { found, ratio, p, wholeRatio } = against(figure, figures[0]!);
    const until = figure.seconds.filter((one) => one !== null);
    return row([
      figure.contender,
      `${Math.round(100 * found)} %`,
      until.length === 0 ? '–' : `${Math.round(median(until))} s`,
      figure === figures[0] ? '' : `${ratio.toFixed(2)} x (p ${p < 1e-4 ? '< 0.0001' : p.toPrecision(2)})`,
      `${Math.round(figure.whole)} s`,
      figure === figures[0] ? '' : `${wholeRatio.toFixed(2)} x`,
      `${(100 * figure.short).toFixed(2)} points`,
    ]);
  });
  return [
    row([
      '',
      'found',
      'device time until found',
      'less',
      'whole search',
      'less',
      'short of the best in the end',
    ]),
    row(['---', '---:', '---:', '---:', '---:', '---:', '---:']),
    ...rows,
  ].join('\n');
}
