// Preloaded into a slot's process, where it does what HNET_TEST_FAULT says. It looks on without listening: a listener would
// be given the first message before the slot's own is there to hear it.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';

type Message = { readonly kind?: string };
type Fault = {
  /** A `train` message came; so many jobs are in training now. */
  readonly onJob?: (jobs: number) => void;
  /** What is sent in a message's place. */
  readonly instead?: (message: Message) => Message;
};

const fault = process.env.HNET_TEST_FAULT ?? '';
const unknown = (message: Message): Message => ({
  ...message,
  kind: 'failed',
  ...{ failure: { code: 'internal', message: 'the device was lost', hint: null } },
});

const FAULTS: Record<string, Fault> = {
  // Memory for three jobs; with a fourth it says what TensorFlow would.
  'out-of-memory': {
    onJob(jobs) {
      if (jobs === 4)
        process.stderr.write('OOM when allocating tensor with shape[4]\n', () => process.abort());
    },
  },
  'crash-in-company': { onJob: (jobs) => jobs === 3 && process.abort() },
  // Fails whoever comes to an end with an error that nothing knows.
  unknown: { instead: (message) => (message.kind === 'ended' ? unknown(message) : message) },
  // Is deaf from its first job on, and when it is killed, somebody goes on holding its standard error.
  unkillable: {
    onJob() {
      spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'inherit'], detached: true }).unref();
      setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 100);
    },
  },
};
// The same, in the first process alone: `unknown once FILE`, where the file is there until then.
const [name, once, file] = fault.split(' ');
const isDone = once === 'once' && !existsSync(file!);
if (once === 'once') rmSync(file!, { force: true });
const { onJob, instead }: Fault = isDone ? {} : (FAULTS[name!] ?? {});

let jobs = 0;
const { emit, send } = process as unknown as Record<'emit' | 'send', (...words: unknown[]) => boolean>;
Object.assign(process, {
  emit(event: string, ...words: unknown[]) {
    if (event === 'message' && (words[0] as Message).kind === 'train') onJob?.((jobs += 1));
    return emit.call(process, event, ...words);
  },
  send(message: Message, ...rest: unknown[]) {
    if (message.kind === 'ended') jobs -= 1;
    return send.call(process, instead?.(message) ?? message, ...rest);
  },
});
