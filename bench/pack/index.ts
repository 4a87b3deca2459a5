import os from 'node:os';
import { fileURLToPath } from 'node:url';
import type { BackendName } from '../../hnet/types.ts';
import { lines } from '../lines.ts';
import { CPU_CLOCK } from '../step/contender.ts';
import { median } from '../step/median.ts';
import type { Job } from './child.ts';
import { NETS } from './nets.ts';
import { HELP, readOptions, type Options } from './options.ts';

/** One way to train: what it took for a step of all its members, a round at a time. */
interface Figure {
  readonly contender: string;
  readonly members: number;
  device: string;
  readonly rounds: number[];
}

/** Times packs beside single trainings; contenders take turns within each round. */
export async function packBenchmark(args: string[]): Promise<void> {
  const options = readOptions(args);
  if (options === null) return void process.stdout.write(HELP);
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const { label } = NETS[options.net]!;
  const cpu = os.cpus()[0]?.model ?? 'unknown CPU';
  say(`${label}, ${options.previous} previous tasks; ${cpu}, ${options.threads} threads`);
  const load = os.loadavg()[0]!;
  if (load > 0.5) say(`the machine is busy, load ${load.toFixed(1)}: only ratios are worth keeping`);
  let contenders = contendersOf(options);
  const figures = new Map<string, Figure>();
  for (let round = 1; round <= options.rounds; round += 1)
    for (const contender of contenders) {
      try {
        const { ms, device } = await contender.run();
        say(`round ${round}  ${contender.name}  ${ms.toFixed(2)} ms`);
        const known = figures.get(contender.name);
        if (known) known.rounds.push(ms);
        else
          figures.set(contender.name, {
            contender: contender.name,
            members: Math.max(1, contender.members),
            device,
            rounds: [ms],
          });
      } catch (error) {
        say(`${contender.name} is left out: ${(error as Error).message}`);
        contenders = contenders.filter((other) => other !== contender);
      }
    }
  const all = [...figures.values()];
  process.stdout.write(`${options.json ? asJson(options, all) : asTable(all)}\n`);
}

interface Contender {
  readonly name: string;
  readonly members: number;
  run(): Promise<{ ms: number; device: string }>;
}

function contendersOf(options: Options): readonly Contender[] {
  const ours = options.backends.flatMap((backend) =>
    [0, ...options.packs].map((members): Contender => ({
      name: members === 0 ? `${backend}, alone` : `${backend}, ${members} packed`,
      members,
      run: () => inChild(options, backend, members),
    })),
  );
  if (options.torchScript === null) return ours;
  return [{ name: 'pytorch, alone', members: 1, run: () => torch(options, options.torchScript!) }, ...ours];
}

async function inChild(
  { net, previous, threads, steps, seconds, clock }: Options,
  backend: BackendName,
  members: number,
): Promise<{ ms: number; device: string }> {
  const job: Job = { backend, net, previous, threads, steps, seconds, clock, members };
  const child = fileURLToPath(new URL('child.ts', import.meta.url));
  return onlyLine(process.execPath, ['--import', 'tsx', child, JSON.stringify(job)]);
}

async function torch(
  { net, previous, threads, steps, python, torchDevice, clock }: Options,
  script: string,
): Promise<{ ms: number; device: string }> {
  const settings = ['--net', net, '--previous', String(previous), '--device', torchDevice];
  const effort = ['--threads', String(threads), '--steps', String(steps)];
  const { ms, torch } = await onlyLine<{ ms: number; torch: string }>(python, [
    ...(clock === 'cpu' ? ['-c', CPU_CLOCK] : []),
    script,
    ...settings,
    ...effort,
  ]);
  return { ms, device: `${torchDevice}, PyTorch ${torch}` };
}

async function onlyLine<T = { ms: number; device: string }>(program: string, args: string[]): Promise<T> {
  let found: T | null = null;
  await lines(program, args, (line) => (found = JSON.parse(line) as T));
  if (found === null) throw new Error('it said nothing');
  return found;
}

/** Configurations times steps per second, a figure a round. */
function rates({ members, rounds }: Figure): number[] {
  return rounds.map((ms) => (1000 * members) / ms);
}

/** Median over rounds of a contender's rate over another's in the same round. */
function ratio(figure: Figure, to: Figure | undefined): number | null {
  if (to === undefined) return null;
  const [own, other] = [rates(figure), rates(to)];
  return median(own.slice(0, other.length).map((rate, i) => rate / other[i]!));
}

function comparisons(
  figure: Figure,
  all: readonly Figure[],
): { alone: number | null; pytorch: number | null } {
  const named = (name: string): Figure | undefined => all.find(({ contender }) => contender === name);
  return {
    alone: ratio(figure, named(`${figure.contender.split(',')[0]}, alone`)),
    pytorch: ratio(figure, named('pytorch, alone')),
  };
}

function asJson({ net, previous }: Options, all: readonly Figure[]): string {
  return all
    .map((figure) =>
      JSON.stringify({
        ...{ net, previous, ...figure },
        configurationSteps: median(rates(figure)),
        ...comparisons(figure, all),
      }),
    )
    .join('\n');
}

function asTable(all: readonly Figure[]): string {
  const times = (value: number | null): string => (value === null ? '–' : `${value.toPrecision(2)} x`);
  const rows = all.map((figure) => {
    const { alone, pytorch } = comparisons(figure, all);
    const rate = median(rates(figure)).toPrecision(3);
    const ms = median(figure.rounds).toPrecision(3);
    return `| ${figure.contender} | ${figure.device} | ${ms} ms | ${Number(rate)} | ${times(alone)} | ${times(pytorch)} |`;
  });
  return [
    '| contender | device | a step of all | configurations × steps / s | to alone | to PyTorch |',
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}
