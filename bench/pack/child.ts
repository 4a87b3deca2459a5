/** Times a pack, or one learner by itself, in a process of its own; its argument is a `Job` as JSON. */
import { selectBackend } from '../../hnet/backend/index.ts';
import type { BackendName } from '../../hnet/types.ts';
import { timeSteps, type Effort } from '../step/time-steps.ts';
import { NETS } from './nets.ts';
import { timePack } from './time-pack.ts';

export interface Job extends Effort {
  readonly backend: BackendName;
  readonly net: string;
  readonly previous: number;
  readonly threads: number;
  /** 0 for one learner by itself, without packing. */
  readonly members: number;
}

const job = JSON.parse(process.argv[2]!) as Job;
const { device } = await selectBackend(job.backend, { threads: job.threads });
const net = NETS[job.net]!;
const { ms } =
  job.members === 0
    ? await timeSteps(net, job.previous, job)
    : await timePack(net, job.previous, job.members, job);
process.stdout.write(`${JSON.stringify({ ms, device })}\n`);
// Some backends keep threads of their own alive.
process.exit(0);
