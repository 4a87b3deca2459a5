import { existsSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { backendNames } from '../../hnet/backend/index.ts';
import type { BackendName } from '../../hnet/types.ts';
import { names, oneOf, parsed, whole } from '../read-options.ts';
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
  const { values } = parsed('step', () =>
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
  const net = oneOf('net', values.net ?? 'split', Object.keys(NETS));
  const most = NETS[net]!.benchmark.tasks - 1;
  const script = values['torch-script'] ?? YARDSTICK;
  return {
    net,
    previous: values.previous?.split(',').map((n) => whole('previous', n, 0, most)) ?? NETS[net]!.previous,
    backends: names('backends', values.backends, backendNames),
    rounds: whole('rounds', values.rounds ?? '3', 1, 1000),
    steps: whole('steps', values.steps ?? '30', 1, 100_000),
    seconds: whole('seconds', values.seconds ?? '15', 1, 3600),
    threads: whole('threads', values.threads ?? String(os.availableParallelism()), 1, 4096),
    clock: oneOf<Clock>('clock', values.clock ?? 'wall', ['wall', 'cpu']),
    python: values.python ?? process.env.PYTHON ?? 'python3',
    torchScript: existsSync(script) ? script : null,
    json: values.json ?? false,
  };
}
