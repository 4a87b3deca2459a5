import { existsSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UserError } from '../../common/errors.ts';
import { backendNames } from '../../hnet/backend/index.ts';
import type { BackendName } from '../../hnet/types.ts';
import { NETS } from './nets.ts';
import type { Clock } from './time-steps.ts';

export const HELP = `npm run bench -- step [options]
Milliseconds of one training step, on every backend that runs here and in PyTorch, round by round in turn.

  --net NAME          ${Object.keys(NETS).join(', ')}; default split
  --previous N ...    numbers of previous tasks, comma-separated; default by net
  --backends NAME ... comma-separated; default all
  --rounds N          default 3; figures are medians over rounds
  --steps N           timed steps a round; default 30
  --seconds N         at most this long for each figure of a round; default 15
  --threads N         default one a core
  --clock NAME        wall, or cpu: processor time of the process, for one thread on a machine that is not idle; default wall
  --python PROGRAM    a Python with torch; default $PYTHON, else python3
  --torch-script FILE the yardstick; default ../shared/reference/torch_step.py beside the checkout
  --json              one JSON line a figure in place of the table
`;

const YARDSTICK = fileURLToPath(new URL('../../../shared/reference/torch_step.py', import.meta.url));

export interface Options {
  readonly net: string;
  readonly previous: readonly number[];
  readonly backends: readonly BackendName[];
  readonly rounds: number;
  readonly steps: number;
  readonly seconds: number;
  readonly threads: number;
  readonly clock: Clock;
  readonly python: string;
  /** The yardstick; null where there is none. */
  readonly torchScript: string | null;
  readonly json: boolean;
}

/** @returns null if only help is wanted @throws UserError `invalid-input` */
export function readOptions(args: string[]): Options | null {
  const text = { type: 'string' } as const;
  const { values } = parse(() =>
    parseArgs({
      args,
      options: {
        ...{ net: text, previous: text, backends: text, rounds: text, steps: text, seconds: text },
        ...{ threads: text, clock: text, python: text, 'torch-script': text },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }),
  );
  if (values.help === true) return null;
  const net = values.net ?? 'split';
  if (!Object.hasOwn(NETS, net)) throw wrong('net', net, Object.keys(NETS).join(', '));
  const most = NETS[net]!.benchmark.tasks - 1;
  const backends = values.backends?.split(',') ?? backendNames;
  for (const name of backends)
    if (!(backendNames as readonly string[]).includes(name))
      throw wrong('backends', name, backendNames.join(', '));
  const script = values['torch-script'] ?? YARDSTICK;
  const clock = values.clock ?? 'wall';
  if (clock !== 'wall' && clock !== 'cpu') throw wrong('clock', clock, 'wall, cpu');
  return {
    net,
    previous: values.previous?.split(',').map((n) => whole('previous', n, 0, most)) ?? NETS[net]!.previous,
    backends: backends as readonly BackendName[],
    rounds: whole('rounds', values.rounds ?? '3', 1, 1000),
    steps: whole('steps', values.steps ?? '30', 1, 100_000),
    seconds: whole('seconds', values.seconds ?? '15', 1, 3600),
    threads: whole('threads', values.threads ?? String(os.availableParallelism()), 1, 4096),
    clock,
    python: values.python ?? process.env.PYTHON ?? 'python3',
    torchScript: existsSync(script) ? script : null,
    json: values.json ?? false,
  };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new UserError('invalid-input', (cause as Error).message, {
      hint: 'See npm run bench -- step --help.',
      cause,
    });
  }
}

function whole(name: string, given: string, min: number, max: number): number {
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < min || value > max)
    throw wrong(name, given, `a whole number from ${min} to ${max}`);
  return value;
}

function wrong(name: string, given: string, allowed: string): UserError {
  return new UserError('invalid-input', `--${name}: given ${given}; allowed: ${allowed}`);
}
