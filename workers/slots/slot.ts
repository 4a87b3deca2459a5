import type { ChildProcess } from 'node:child_process';
import { TrainAttemptError } from '../../activities/failures.ts';
import type { JobOutcome, SlotProgress, TrainJob } from '../../activities/train/slots.types.ts';
import { UserError } from '../../common/errors.ts';
import type { ErrorCode } from '../../common/errors.ts';
import { TRAIN_FAILURES } from '../../workflows/failures.ts';
import type { TrainFailure } from '../../workflows/failures.ts';
import { countOomKills, exitKind } from './exit-kind.ts';
import { forkChild } from './fork-child.ts';
import type { ForkOptions } from './fork-child.ts';
import type { ChildFailure, FromChild, ToChild } from './messages.ts';

/** How a slot trains. */
export interface SlotOptions extends ForkOptions {
  readonly checkpointDir: string;
  /** Folder of data sets; null for the cache. */
  readonly dataDir: string | null;
  /** A child that shows no progress for this long is hung, and killed. */
  readonly hangSeconds: number;
  /** Time for checkpointing after an interruption, after which the child is killed. */
  readonly interruptSeconds: number;
}

/** Standard error kept for the account of a crash, in characters. */
const LAST_WORDS = 4000;

interface RunningChild {
  readonly process: ChildProcess;
  lastWords: string;
}

/**
 * One training at a time, in a process of its own that is kept warm between stages. Native code may crash it, the
 * kernel may kill it, it may hang: each ends the job with an error that says which, and the next job gets a new process.
 */
export class Slot {
  readonly #options: SlotOptions;
  #child: RunningChild | null = null;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  /** The child's process id; null while there is none. */
  get pid(): number | null {
    return this.#child?.process.pid ?? null;
  }

  /** Trains a job to its end; see `Slots`. */
  async train(
    job: TrainJob,
    hooks: { readonly onProgress: (progress: SlotProgress) => void; readonly signal: AbortSignal },
  ): Promise<JobOutcome> {
    const child = (this.#child ??= this.#start());
    const { checkpointDir, dataDir, hangSeconds, interruptSeconds } = this.#options;
    const oomBefore = countOomKills();
    let iteration = 0;
    let doomed: 'hung' | 'interrupted' | null = null;
    const kill = (why: typeof doomed) => {
      doomed = why;
      child.process.kill('SIGKILL');
    };

    let watchdog = setTimeout(() => kill('hung'), hangSeconds * 1000);
    let patience: NodeJS.Timeout | undefined;
    const interrupt = () => {
      send(child.process, { kind: 'interrupt' });
      patience = setTimeout(() => kill('interrupted'), interruptSeconds * 1000);
    };

    let resolve: (outcome: JobOutcome) => void;
    let reject: (error: Error) => void;
    const ended = new Promise<JobOutcome>((fulfil, refuse) => {
      resolve = fulfil;
      reject = refuse;
    });
    const onMessage = (message: FromChild) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => kill('hung'), hangSeconds * 1000);
      if (message.kind === 'progress') {
        iteration = message.progress.iteration;
        hooks.onProgress(message.progress);
      } else if (message.kind === 'ended') resolve(message.outcome);
      else if (message.kind === 'failed') reject(errorOf(message.failure));
    };
    const onExit = (code: number | null, signal: NodeJS.Signals | null) => {
      if (doomed === 'interrupted') return resolve({ kind: 'interrupted', iteration });
      if (doomed === 'hung')
        return reject(
          new TrainAttemptError('hung', `no progress for ${hangSeconds} s at iteration ${iteration}`),
        );
      const { lastWords } = child;
      const end = exitKind({ code, signal, lastWords, oomKills: countOomKills() - oomBefore });
      reject(new TrainAttemptError(end.kind, end.message));
    };
    child.process.on('message', onMessage).on('close', onExit);
    hooks.signal.addEventListener('abort', interrupt, { once: true });
    try {
      send(child.process, { kind: 'train', job, checkpointDir, dataDir });
      if (hooks.signal.aborted) interrupt();
      return await ended;
    } catch (error) {
      // Whatever went wrong, what is left in that process is not to be trusted.
      this.close();
      throw error;
    } finally {
      clearTimeout(watchdog);
      clearTimeout(patience);
      child.process.off('message', onMessage).off('close', onExit);
      hooks.signal.removeEventListener('abort', interrupt);
      if (doomed !== null) this.close();
    }
  }

  /** Ends the child at once. */
  close(): void {
    this.#child?.process.kill('SIGKILL');
    this.#child = null;
  }

  #start(): RunningChild {
    const child: RunningChild = { process: forkChild(this.#options), lastWords: '' };
    child.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      child.lastWords = (child.lastWords + text).slice(-LAST_WORDS);
    });
    // A process that can't be started or told something emits this, and its end is heard all the same.
    child.process.on('error', (error) => (child.lastWords += `\n${error.message}`));
    // A child that ends between two jobs is simply replaced at the next.
    child.process.on('exit', () => {
      if (this.#child === child) this.#child = null;
    });
    return child;
  }
}

function send(child: ChildProcess, message: ToChild): void {
  // A child that has just died is told nothing; its exit is what the job hears.
  if (child.connected) child.send(message, () => undefined);
}

function errorOf({ code, message, hint }: ChildFailure): Error {
  if ((TRAIN_FAILURES as readonly string[]).includes(code))
    return new TrainAttemptError(code as TrainFailure, message);
  return new UserError(code as ErrorCode, message, hint === null ? {} : { hint });
}
