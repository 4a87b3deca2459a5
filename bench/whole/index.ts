import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../common/errors.ts';
import { lines } from '../lines.ts';
import type { Run, TaskLine } from './child.ts';
import { HELP, readOptions, type Options } from './options.ts';

/** A training that came to its end. */
interface Ended {
  readonly contender: string;
  readonly tasks: readonly TaskLine[];
}

/** Trains the same configuration to its end with each contender, one after the other, and says what it took. */
export async function wholeBenchmark(args: string[]): Promise<void> {
  const options = readOptions(args);
  if (options === null) return void process.stdout.write(HELP);
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  say(`${options.net}, ${options.threads} threads, load ${os.loadavg()[0]!.toFixed(1)} before the start`);
  const ended: Ended[] = [];
  for (const contender of options.contenders) {
    const tasks = await trainWith(contender, options, ({ task, seconds, cpu }) =>
      say(`${contender}  task ${task}  ${seconds.toFixed(1)} s, of processors ${cpu.toFixed(1)} s`),
    );
    ended.push({ contender, tasks });
  }
  process.stdout.write(
    options.json ? `${ended.map((one) => JSON.stringify(one)).join('\n')}\n` : `${tableOf(ended)}\n`,
  );
}

/** @throws UserError `unavailable` with the line it wrote that says most, when the training fails */
async function trainWith(
  contender: Options['contenders'][number],
  options: Options,
  onTask: (line: TaskLine) => void,
): Promise<readonly TaskLine[]> {
  const [program, args] = contender === 'pytorch' ? pytorch(options) : ours(contender, options);
  const env: NodeJS.ProcessEnv = { ...process.env, HNET_THREADS: String(options.threads) };
  if (options.data !== null) env.HNET_DATA_DIR = options.data;
  const tasks: TaskLine[] = [];
  const take = (text: string): void => {
    const line = JSON.parse(text) as TaskLine;
    tasks.push(line);
    onTask(line);
  };
  try {
    await lines(program, args, take, { env, limitMs: Infinity });
  } catch (cause) {
    throw new UserError('unavailable', `${contender}: ${(cause as Error).message}`, { cause });
  }
  return tasks;
}

function ours(backend: Run['backend'], { net, iterations, seed }: Options): [string, string[]] {
  const child = fileURLToPath(new URL('child.ts', import.meta.url));
  const run: Run = { backend, net, iterations, seed };
  return [process.execPath, ['--import', 'tsx', child, JSON.stringify(run)]];
}

/** @throws UserError `invalid-input` without a folder of data */
function pytorch({ net, iterations, threads, seed, data, python }: Options): [string, string[]] {
  if (data === null)
    throw new UserError('invalid-input', '--data: given nothing; allowed: a folder that has mnist/');
  const script = fileURLToPath(new URL('torch_run.py', import.meta.url));
  const length = iterations === null ? [] : ['--iterations', String(iterations)];
  const rest = ['--threads', String(threads), '--seed', String(seed), ...length];
  return [python, [script, '--data', data, '--net', net, ...rest]];
}

/** A row a contender; ratios to the first one. */
function tableOf(ended: readonly Ended[]): string {
  const sum = (tasks: readonly TaskLine[], of: 'seconds' | 'cpu'): number =>
    tasks.reduce((total, task) => total + task[of], 0);
  const first = ended[0]!.tasks;
  const rows = ended.map(({ contender, tasks }, i) => {
    const cells = (['seconds', 'cpu'] as const).map((of) => {
      const ratio = i === 0 ? '' : `, ${(sum(tasks, of) / sum(first, of)).toFixed(2)} x`;
      return `${sum(tasks, of).toFixed(0)} s${ratio}`;
    });
    const accuracy = tasks.at(-1)?.accuracy;
    const shown = accuracy === undefined ? '–' : `${(100 * accuracy).toFixed(2)} %`;
    const each = tasks.map(({ seconds }) => seconds.toFixed(0)).join(', ');
    return `| \`${contender}\` | ${cells.join(' | ')} | ${shown} | ${each} |`;
  });
  return [
    '| contender | by the clock | of processors | test average accuracy | seconds of each task |',
    '| --- | ---: | ---: | ---: | --- |',
    ...rows,
  ].join('\n');
}
