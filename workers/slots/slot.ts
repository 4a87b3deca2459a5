import type { ChildProcess } from 'node:child_process';
import { TrainAttemptError } from '../../activities/failures.ts';
import type { JobOutcome, SlotProgress, TrainJob } from '../../activities/train/slots.types.ts';
import { UserError } from '../../common/errors.ts';
import type { ErrorCode } from '../../common/errors.ts';
import type { PackSetting } from '../../hnet/packed/pack-limit.ts';
import { TRAIN_FAILURES } from '../../workflows/failures.ts';
import type { TrainFailure } from '../../workflows/failures.ts';
import { forkChild } from '../fork-child.ts';
import type { ForkOptions } from '../fork-child.ts';
import { countOomKills, exitKind } from './exit-kind.ts';
import type { ChildFailure, FromChild, ToChild } from './messages.ts';

/** How a slot trains. */
export interface SlotOptions extends Required<Pick<ForkOptions, 'env' | 'execArgv'>> {
  readonly checkpointDir: string;
  /** Folder of data sets; null for the cache. */
  readonly dataDir: string | null;
  /** A child that shows no progress for this long is hung, and killed. */
  readonly hangSeconds: number;
  /** Time for checkpointing after an interruption, after which the child is killed. */
  readonly interruptSeconds: number;
  /** What it trains on and how that is doing, for who looks on. */
  readonly device?: () => string;
  /** For tests: milliseconds in which a killed process is expected to be gone. */
  readonly graveMs?: number;
}

/** A process in a driver's call that never returns does not even end by SIGKILL: after this long its jobs go elsewhere. */
const GRAVE_MS = 15_000;

/** Standard error kept for the account of a crash, in characters: V8 says why before a native stack of some thousands. */
const LAST_WORDS = 20_000;

interface RunningChild {
  readonly process: ChildProcess;
  lastWords: string;
}

/** A job that a slot's process trains. */
interface RunningJob {
  readonly id: number;
  iteration: number;
  /** Most jobs that were ever trained beside it, itself included. */
  company: number;
  /** Told to stop; the process is killed when this runs out. */
  patience: NodeJS.Timeout | undefined;
  readonly onProgress: (progress: SlotProgress) => void;
  readonly resolve: (outcome: JobOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** How a job goes into a slot. */
export interface JobTerms {
  /** `packKey` of its stage; null if it is trained by itself. */
  readonly packKey: string | null;
  readonly packing: PackSetting;
}

/** An attempt that ended badly in the company of others, who may be the cause. */
export class CompanyError extends TrainAttemptError {
  /** Jobs in the process, at most. */
  readonly company: number;

  constructor(kind: TrainFailure, message: string, company: number) {
    super(kind, message);
    this.company = company;
  }
}

let lastId = 0;

/**
 * A process of its own that is kept warm between stages: trains one job at a time, or several that pack. Native code may
 * crash it, the kernel may kill it, it may hang: each ends its jobs with an error that says which, and the next job gets a
 * new process.
 */
export class Slot {
  readonly #options: SlotOptions;
  readonly #onChange: () => void;
  #child: RunningChild | null = null;
  readonly #jobs = new Map<number, RunningJob>();
  /** What the jobs in training have in common, and how many such there may be. */
  #packKey: string | null = null;
  #limit: number | null = null;
  #watchdog: NodeJS.Timeout | undefined;
  #oomBefore = 0;
  /** Why the process is being killed, if it is. */
  #doomed: 'hung' | 'interrupted' | null = null;
  /** Something failed in the process: what is left in it is not to be trusted once its jobs have ended. */
  #tainted = false;

  /** @param onChange told when there may be more room than before */
  constructor(options: SlotOptions, onChange: () => void = () => undefined) {
    this.#options = options;
    this.#onChange = onChange;
  }

  /** The child's process id; null while there is none. */
  get pid(): number | null {
    return this.#child?.process.pid ?? null;
  }
  /** Jobs in training. */
  get size(): number {
    return this.#jobs.size;
  }
  /** Jobs like those in training that it would train together; null until the process has said so. */
  get limit(): number | null {
    return this.#limit;
  }
  /** What can be trained beside what is in training; null for nothing. */
  get packKey(): string | null {
    // A process that has failed somebody, or is being killed, takes no more.
    return this.#tainted || this.#doomed !== null ? null : this.#packKey;
  }

  /** Trains a job to its end; see `Slots`. Jobs beside others must be of their `packKey`. */
  async train(
    job: TrainJob,
    hooks: { readonly onProgress: (progress: SlotProgress) => void; readonly signal: AbortSignal },
    terms: JobTerms = { packKey: null, packing: 'off' },
  ): Promise<JobOutcome> {
    const child = (this.#child ??= this.#start());
    if (this.#jobs.size === 0) {
      this.#oomBefore = countOomKills();
      this.#packKey = terms.packKey;
      this.#limit = null;
    }
    const { promise, resolve, reject } = deferred<JobOutcome>();
    const { onProgress, signal } = hooks;
    const running: RunningJob = {
      ...{ id: (lastId += 1), iteration: 0, company: 1, patience: undefined },
      ...{ onProgress, resolve, reject },
    };
    this.#jobs.set(running.id, running);
    for (const each of this.#jobs.values()) each.company = Math.max(each.company, this.#jobs.size);
    this.#watch();
    const interrupt = (): void => {
      send(child.process, { kind: 'interrupt', id: running.id });
      const { interruptSeconds } = this.#options;
      running.patience = setTimeout(() => this.#kill('interrupted'), interruptSeconds * 1000);
    };
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      const { checkpointDir, dataDir } = this.#options;
      send(child.process, {
        kind: 'train',
        ...{ id: running.id, job, packing: terms.packing, checkpointDir, dataDir },
      });
      if (signal.aborted) interrupt();
      return await promise;
    } catch (error) {
      this.#tainted = true;
      throw error;
    } finally {
      signal.removeEventListener('abort', interrupt);
      clearTimeout(running.patience);
      this.#jobs.delete(running.id);
      if (this.#jobs.size === 0) this.#settle();
      this.#onChange();
    }
  }

  /** Ends the child at once. */
  close(): void {
    this.#child?.process.kill('SIGKILL');
    // Jobs in training hear of its end; who comes next gets a new process.
    if (this.#jobs.size === 0) this.#child = null;
    else this.#tainted = true;
  }

  /** The last job has ended. */
  #settle(): void {
    clearTimeout(this.#watchdog);
    if (this.#tainted || this.#doomed !== null) this.close();
    this.#tainted = false;
    this.#doomed = null;
    this.#packKey = null;
    this.#limit = null;
  }

  /** From now on the process must show progress within the time allowed. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#kill('hung'), this.#options.hangSeconds * 1000);
  }

  #kill(why: 'hung' | 'interrupted'): void {
    this.#doomed ??= why;
    const child = this.#child;
    child?.process.kill('SIGKILL');
    const abandon = (): void => {
      if (child !== null && this.#child === child) this.#onExit(child, null, 'SIGKILL');
    };
    setTimeout(abandon, this.#options.graveMs ?? GRAVE_MS).unref();
  }

  #onMessage(message: FromChild): void {
    // Loading takes its time on a busy machine: a job's own begins here.
    if (message.kind === 'ready') return this.#jobs.size === 0 ? undefined : this.#watch();
    const job = this.#jobs.get(message.id);
    if (job === undefined) return;
    this.#watch();
    switch (message.kind) {
      case 'prepared':
        return;
      case 'limit':
        // Of all who are in training, the one that has room for the fewest decides.
        this.#limit = Math.min(this.#limit ?? Infinity, message.limit);
        return this.#onChange();
      case 'progress':
        job.iteration = message.progress.iteration;
        return job.onProgress(this.#located(message.progress));
      case 'ended':
        return job.resolve(message.outcome);
      case 'failed':
        return job.reject(errorOf(message.failure, job.company));
    }
  }

  #onExit(child: RunningChild, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#child === child) this.#child = null;
    const doomed = this.#doomed;
    const oomKills = countOomKills() - this.#oomBefore;
    const end = exitKind({ code, signal, lastWords: child.lastWords, oomKills });
    for (const job of this.#jobs.values()) {
      // Told to stop and gone: whoever killed it, the job has been interrupted at its last checkpoint.
      const stopped = doomed === 'interrupted' && job.patience !== undefined;
      if (stopped) job.resolve({ kind: 'interrupted', iteration: job.iteration });
      else if (doomed !== null) job.reject(this.#killed(doomed, job));
      else job.reject(new CompanyError(end.kind, end.message, job.company));
    }
  }

  #killed(why: 'hung' | 'interrupted', job: RunningJob): Error {
    const { hangSeconds, interruptSeconds } = this.#options;
    const what =
      why === 'hung'
        ? `no progress for ${hangSeconds} s`
        : `killed, since a stage packed with it did not stop within ${interruptSeconds} s,`;
    return new TrainAttemptError('hung', `${what} at iteration ${job.iteration}`);
  }

  #located(progress: SlotProgress): SlotProgress {
    const { device } = this.#options;
    return device === undefined ? progress : { ...progress, device: device() };
  }

  #start(): RunningChild {
    const child: RunningChild = { process: forkChild(import.meta.url, this.#options), lastWords: '' };
    child.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      child.lastWords = (child.lastWords + text).slice(-LAST_WORDS);
    });
    // A process that can't be started or told something emits this, and its end is heard all the same.
    child.process.on('error', (error) => (child.lastWords += `\n${error.message}`));
    child.process.on('message', (message: FromChild) => {
      if (this.#child === child) this.#onMessage(message);
    });
    // A child that ends between two jobs is simply replaced at the next.
    child.process.on('exit', () => {
      if (this.#child !== child) return;
      if (this.#jobs.size === 0) this.#child = null;
      else this.#tainted = true;
    });
    child.process.on('close', (code, signal) => {
      if (this.#child === child) this.#onExit(child, code, signal);
    });
    return child;
  }
}

function deferred<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

function send(child: ChildProcess, message: ToChild): void {
  // A child that has just died is told nothing; its exit is what the job hears.
  if (child.connected) child.send(message, () => undefined);
}

function errorOf({ code, message, hint }: ChildFailure, company: number): Error {
  if ((TRAIN_FAILURES as readonly string[]).includes(code))
    return new CompanyError(code as TrainFailure, message, company);
  return new UserError(code as ErrorCode, message, hint === null ? {} : { hint });
}
