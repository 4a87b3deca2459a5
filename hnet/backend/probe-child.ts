/** Tries one backend, named by the argument, and sends what it found; whatever crashes here crashes alone. */
import type { BackendName } from '../types.ts';
import { firstLine } from './first-line.ts';
import { BACKENDS } from './index.ts';
import type { OpenBackend } from './backend.types.ts';
import type { ProbeFinding } from './probe.ts';
import { selfCheck } from './self-check.ts';
import { threadsFrom } from './threads.ts';

process.send!(await find(process.argv[2] as BackendName), () => process.exit(0));

async function find(name: BackendName): Promise<ProbeFinding> {
  const backend = BACKENDS.find((candidate) => candidate.name === name)!;
  const nothing = { device: null, error: null };
  let opened: OpenBackend;
  let passedOver: string | null = null;
  try {
    const threads = threadsFrom(process.env);
    try {
      opened = await backend.open({ threads, explicit: false });
    } catch (error) {
      passedOver = firstLine(error);
      opened = await backend.open({ threads, explicit: true });
    }
  } catch (error) {
    return { ...nothing, state: 'unavailable', reason: firstLine(error) };
  }
  const { device } = opened;
  try {
    const error = await selfCheck();
    return { device, error, state: passedOver === null ? 'works' : 'on-request', reason: passedOver };
  } catch (error) {
    return { device, error: null, state: 'wrong', reason: firstLine(error) };
  }
}
