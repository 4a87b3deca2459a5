/**
 * Times steps on one backend in a process of its own, and prints one JSON line for each number of previous tasks:
 * the counterpart of the PyTorch yardstick. Its argument is a `Job` as JSON.
 */
import { selectBackend } from '../../hnet/backend/index.ts';
import type { BackendName } from '../../hnet/types.ts';
import { NETS } from './nets.ts';
import { timeSteps, type Effort } from './time-steps.ts';

export interface Job extends Effort {
  readonly backend: BackendName;
  readonly net: string;
  readonly previous: readonly number[];
  readonly threads: number;
}

/** A line of a contender; the yardstick's have `torch` in place of a device. */
export interface Line {
  readonly previous: number;
  readonly ms: number;
  readonly device: string;
}

const job = JSON.parse(process.argv[2]!) as Job;
const { device } = await selectBackend(job.backend, { threads: job.threads });
for (const previous of job.previous) {
  const { ms } = await timeSteps(NETS[job.net]!, previous, job);
  process.stdout.write(`${JSON.stringify({ previous, ms, device } satisfies Line)}\n`);
}
// Some backends keep threads of their own alive.
process.exit(0);
