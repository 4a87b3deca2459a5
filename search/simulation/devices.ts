/** Devices in virtual time: stages wait their turn, run for as long as they take, are shared, and can be interrupted. */

/** A stage that somebody wants trained. */
export interface Job {
  readonly key: string | null;
  readonly seconds: number;
  readonly done: () => void;
  state: 'queued' | 'sharing' | 'running' | 'over';
  startedAt: number;
}

/** What was spent and saved. */
export interface Spent {
  deviceSeconds: number;
  savedSeconds: number;
  stages: number;
  reused: number;
}

interface Event {
  readonly at: number;
  /** Events of one moment come in the order they were planned. */
  readonly order: number;
  readonly run: () => void;
}

/** A clock with events, and so many devices that each train one stage at a time, first come, first served. */
export class Devices {
  now = 0;
  readonly spent: Spent = { deviceSeconds: 0, savedSeconds: 0, stages: 0, reused: 0 };
  private readonly events: Event[] = [];
  private planned = 0;
  private free: number;
  private readonly queue: Job[] = [];
  private first = 0;
  /** Stages that some trial has, and those that one is training now, with who waits for them. */
  private readonly trained = new Set<string>();
  private readonly training = new Map<string, Job[]>();
  /** Seconds that interrupted stages had reached: they go on from their checkpoints. */
  private readonly reached = new Map<string, number>();

  constructor(devices: number) {
    this.free = devices;
  }

  /** Asks for a stage; calls `done` once it is trained, at once where somebody has trained it. */
  train(key: string | null, seconds: number, done: () => void): Job {
    const job: Job = { key, seconds, done, state: 'queued', startedAt: NaN };
    this.request(job);
    return job;
  }

  /** Nobody wants this stage any more: a running one frees its device, and what it spent stays spent. */
  drop(job: Job): void {
    const { state, key } = job;
    job.state = 'over';
    if (state !== 'running') return;
    const seconds = this.now - job.startedAt;
    this.spent.deviceSeconds += seconds;
    this.free += 1;
    if (key === null) return;
    this.reached.set(key, (this.reached.get(key) ?? 0) + seconds);
    const waiting = this.training.get(key)!;
    this.training.delete(key);
    for (const other of waiting) if (other.state === 'sharing') this.request(other);
  }

  /** Lets time pass until nothing is left to happen. */
  run(): void {
    this.dispatch();
    for (let next = this.take(); next !== null; next = this.take()) {
      this.now = next.at;
      next.run();
      this.dispatch();
    }
  }

  private request(job: Job): void {
    const { key } = job;
    if (key !== null && this.trained.has(key)) return this.reuse(job);
    const sharing = key === null ? undefined : this.training.get(key);
    if (sharing !== undefined) {
      job.state = 'sharing';
      sharing.push(job);
      return;
    }
    job.state = 'queued';
    this.queue.push(job);
  }

  private reuse(job: Job): void {
    job.state = 'sharing';
    this.at(this.now, () => {
      if (job.state === 'over') return;
      job.state = 'over';
      this.spent.stages += 1;
      this.spent.reused += 1;
      this.spent.savedSeconds += job.seconds;
      job.done();
    });
  }

  private dispatch(): void {
    while (this.free > 0 && this.first < this.queue.length) {
      const job = this.queue[this.first++]!;
      if (job.state !== 'queued') continue;
      // Whoever queued before may have trained it, or be training it now.
      if (job.key !== null && (this.trained.has(job.key) || this.training.has(job.key))) this.request(job);
      else this.start(job);
    }
    if (this.first === this.queue.length) {
      this.queue.length = 0;
      this.first = 0;
    }
  }

  private start(job: Job): void {
    const { key } = job;
    this.free -= 1;
    job.state = 'running';
    job.startedAt = this.now;
    if (key !== null) this.training.set(key, []);
    const left = job.seconds - (key === null ? 0 : Math.min(job.seconds, this.reached.get(key) ?? 0));
    this.at(this.now + left, () => {
      if (job.state !== 'running') return;
      job.state = 'over';
      this.free += 1;
      this.spent.deviceSeconds += left;
      this.spent.stages += 1;
      if (key !== null) {
        this.trained.add(key);
        const waiting = this.training.get(key)!;
        this.training.delete(key);
        for (const other of waiting) if (other.state === 'sharing') this.reuse(other);
      }
      job.done();
    });
  }

  /** Makes something happen at a time to come: a binary heap by time, then by order. */
  at(at: number, run: () => void): void {
    const { events } = this;
    events.push({ at, order: this.planned++, run });
    for (let i = events.length - 1; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!before(events[i]!, events[parent]!)) break;
      [events[i], events[parent]] = [events[parent]!, events[i]!];
      i = parent;
    }
  }

  private take(): Event | null {
    const { events } = this;
    const next = events[0];
    const last = events.pop();
    if (next === undefined || last === undefined) return null;
    if (events.length === 0) return next;
    events[0] = last;
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < events.length && before(events[left]!, events[least]!)) least = left;
      if (right < events.length && before(events[right]!, events[least]!)) least = right;
      if (least === i) return next;
      [events[i], events[least]] = [events[least]!, events[i]!];
      i = least;
    }
  }
}

function before(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
