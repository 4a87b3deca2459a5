import os from 'node:os';
import { parseArgs } from 'node:util';
import { backendNames } from '../../hnet/backend/index.ts';
import type { BackendName } from '../../hnet/types.ts';
import { names, oneOf, parsed, whole } from '../read-options.ts';

export const HELP = `npm run bench -- whole [options]
Whole trainings to their end, ours and PyTorch's one after the other: seconds by the clock and of processors, a task.

  --net NAME          split (Split MNIST) or p10 (Permuted MNIST, 10 tasks); default split
  --iterations N      a task; default: as published
  --contenders NAME   comma-separated: pytorch, ${backendNames.join(', ')}; default pytorch,tensorflow
  --threads N         default one a core
  --seed N            default 1
  --data FOLDER       has mnist/; default $HNET_DATA_DIR
  --python PROGRAM    a Python with torch and numpy; default $PYTHON, else python3
  --json              one JSON line a contender in place of the table
`;

export const NETS = ['split', 'p10'] as const;
export type NetName = (typeof NETS)[number];

export interface Options {
  readonly net: NetName;
  /** A task; null as published. */
  readonly iterations: number | null;
  readonly contenders: readonly ('pytorch' | BackendName)[];
  readonly threads: number;
  readonly seed: number;
  /** Folder with `mnist/`; null for the cache of ours. */
  readonly data: string | null;
  readonly python: string;
  readonly json: boolean;
}

/** @returns null if only help is wanted @throws UserError `invalid-input` */
export function readOptions(args: string[]): Options | null {
  const text = { type: 'string' } as const;
  const { values } = parsed('whole', () =>
    parseArgs({
      args,
      options: {
        ...{ net: text, iterations: text, contenders: text, threads: text, seed: text, data: text },
        ...{ python: text, json: { type: 'boolean' }, help: { type: 'boolean' } },
      },
    }),
  );
  if (values.help === true) return null;
  const { iterations } = values;
  return {
    net: oneOf('net', values.net ?? 'split', NETS),
    iterations: iterations === undefined ? null : whole('iterations', iterations, 1, 1_000_000),
    contenders: names('contenders', values.contenders ?? 'pytorch,tensorflow', ['pytorch', ...backendNames]),
    threads: whole('threads', values.threads ?? String(os.availableParallelism()), 1, 4096),
    seed: whole('seed', values.seed ?? '1', 0, 2 ** 31 - 1),
    data: values.data ?? process.env.HNET_DATA_DIR ?? null,
    python: values.python ?? process.env.PYTHON ?? 'python3',
    json: values.json ?? false,
  };
}
