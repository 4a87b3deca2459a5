import { existsSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { backendNames } from '../../hnet/backend/index.ts';
import type { BackendName } from '../../hnet/types.ts';
import { names, oneOf, parsed, whole } from '../read-options.ts';
import type { Clock } from '../step/time-steps.ts';
import { NETS } from './nets.ts';

export const HELP = `npm run bench -- pack [options]
Configurations times steps per second: packs of several sizes, beside one training at a time here and in PyTorch.

  --net NAME          ${Object.keys(NETS).join(', ')}; default polynomials
  --previous N        number of previous tasks; default the net's last
  --packs N ...       sizes, comma-separated; default 1,8,32,128
  --backends NAME ... comma-separated; default wasm,tensorflow
  --rounds N          default 3; figures are medians over rounds
  --steps N           timed steps a round; default 30
  --seconds N         at most this long for each figure of a round; default 10
  --threads N         default 1
  --clock NAME        wall, or cpu: processor time of the process, for a machine that is not idle; default wall
  --python PROGRAM    a Python with torch; default $PYTHON, else python3
  --torch-script FILE the yardstick; default ../shared/reference/torch_step.py beside the checkout
  --torch-device NAME cpu or cuda; default cpu
  --json              one JSON line a figure in place of the table
`;

const YARDSTICK = fileURLToPath(new URL('../../../shared/reference/torch_step.py', import.meta.url));
/** Nets that the yardstick has. */
const TORCH_NETS = ['split', 'p10', 'p100'];

export interface Options {
  readonly net: string;
  readonly previous: number;
  readonly packs: readonly number[];
  readonly backends: readonly BackendName[];
  readonly rounds: number;
  readonly steps: number;
  readonly seconds: number;
  readonly threads: number;
  readonly clock: Clock;
  readonly python: string;
  /** The yardstick; null where there is none for this net. */
  readonly torchScript: string | null;
  readonly torchDevice: string;
  readonly json: boolean;
}

/** @returns null if only help is wanted @throws UserError `invalid-input` */
export function readOptions(args: string[]): Options | null {
  const text = { type: 'string' } as const;
  const { values } = parsed('pack', () =>
    parseArgs({
      args,
      options: {
        ...{ net: text, previous: text, packs: text, backends: text, rounds: text, steps: text },
        ...{
          seconds: text,
          threads: text,
          clock: text,
          python: text,
          'torch-script': text,
          'torch-device': text,
        },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }),
  );
  if (values.help === true) return null;
  const name = oneOf('net', values.net ?? 'polynomials', Object.keys(NETS));
  const net = NETS[name]!;
  const script = values['torch-script'] ?? YARDSTICK;
  const previous = values.previous ?? String(net.previous.at(-1));
  return {
    net: name,
    previous: whole('previous', previous, 0, net.benchmark.tasks - 1),
    packs: (values.packs ?? '1,8,32,128').split(',').map((n) => whole('packs', n, 1, 4096)),
    backends: names('backends', values.backends ?? 'wasm,tensorflow', backendNames),
    rounds: whole('rounds', values.rounds ?? '3', 1, 1000),
    steps: whole('steps', values.steps ?? '30', 1, 100_000),
    seconds: whole('seconds', values.seconds ?? '10', 1, 3600),
    threads: whole('threads', values.threads ?? '1', 1, os.availableParallelism()),
    clock: oneOf<Clock>('clock', values.clock ?? 'wall', ['wall', 'cpu']),
    python: values.python ?? process.env.PYTHON ?? 'python3',
    torchScript: TORCH_NETS.includes(name) && existsSync(script) ? script : null,
    torchDevice: oneOf('torch-device', values['torch-device'] ?? 'cpu', ['cpu', 'cuda']),
    json: values.json ?? false,
  };
}
