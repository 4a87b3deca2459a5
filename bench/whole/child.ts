/**
 * One whole training in this process, as `hnet-sweep train` has it: evaluated and checkpointed after every task. Its
 * argument is a `Run` as JSON; prints one JSON line a task, as the yardstick does.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createFolderCheckpointStore } from '../../activities/checkpoints/folder-store.ts';
import { trainAll } from '../../cli/local/train-all.ts';
import { resolveBenchmark } from '../../hnet/benchmarks/resolve.ts';
import { resolveConfiguration } from '../../hnet/configuration/resolve.ts';
import type { BackendName } from '../../hnet/types.ts';
import { mean } from '../../search/statistics/index.ts';
import type { NetName } from './options.ts';

export interface Run {
  readonly backend: BackendName;
  readonly net: NetName;
  /** A task; null as published. */
  readonly iterations: number | null;
  readonly seed: number;
}

/** What a contender says of a task. */
export interface TaskLine {
  readonly task: number;
  /** By the clock: training, of ours with evaluation and checkpoint. */
  readonly seconds: number;
  /** Of processors, by this process. */
  readonly cpu: number;
  /** Mean test accuracy over all tasks, with the last one. */
  readonly accuracy?: number;
}

const BENCHMARKS = {
  split: { name: 'split-mnist', tasks: 5, validation: 0 },
  p10: { name: 'permuted-mnist', tasks: 10, validation: 0 },
} as const;

const run = JSON.parse(process.argv[2]!) as Run;
const benchmark = resolveBenchmark(BENCHMARKS[run.net]);
const given = run.iterations === null ? {} : { iterations: run.iterations };
const trial = { benchmark, strategy: 'hnet', configuration: resolveConfiguration(benchmark, 'hnet', given) };
const folder = mkdtempSync(path.join(os.tmpdir(), 'hnet-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let began = [performance.now(), cpuSeconds()] as const;
await trainAll(
  { trial, seed: run.seed, backend: run.backend, checkpointEverySeconds: 120 },
  {
    checkpoints: createFolderCheckpointStore(folder),
    signal: new AbortController().signal,
    onStage({ task, test }) {
      const now = [performance.now(), cpuSeconds()] as const;
      const line: TaskLine = { task, seconds: (now[0] - began[0]) / 1000, cpu: now[1] - began[1] };
      const last = task + 1 === benchmark.tasks;
      process.stdout.write(`${JSON.stringify(last ? { ...line, accuracy: mean(test) } : line)}\n`);
      began = now;
    },
  },
);
// Some backends keep threads of their own alive.
process.exit(0);

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
