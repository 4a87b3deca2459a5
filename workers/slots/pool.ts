import type { Slots, TrainJob } from '../../activities/train/slots.types.ts';
import { packKey } from '../../hnet/packed/pack-key.ts';
import type { PackSetting } from '../../hnet/packed/pack-limit.ts';
import { UserError } from '../../common/errors.ts';
import { CompanyError, Slot } from './slot.ts';
import type { SlotOptions } from './slot.ts';

/** A machine's slots. */
export interface SlotPool extends Slots {
  /** Process ids of the children there are. */
  pids(): readonly number[];
  /**
   * How many stages this machine wants to have: one for each idle slot, as many as its slots train together in those at
   * work, and some that wait, out of which the next packs are made.
   */
  capacity(): number;
  /** Calls back whenever `capacity` may have grown. */
  onCapacity(listener: () => void): void;
  /** Ends all children. */
  close(): void;
}

/** How a pool packs. */
export interface PackingOptions {
  readonly setting: PackSetting;
  /** Once somebody has waited this long for a slot, packs take no more newcomers, so that they end. */
  readonly patienceSeconds?: number;
}

interface Waiting {
  readonly packKey: string | null;
  readonly since: number;
  readonly assign: (slot: Slot) => void;
}

/**
 * Slots of one machine; `optionsOf` gives each its device. Jobs take an idle slot in the order they came; where none is
 * idle, a job that can be trained together with those in a slot joins them, the smallest such pack first.
 */
export function createSlotPool(
  count: number,
  optionsOf: (index: number) => SlotOptions,
  { setting, patienceSeconds = 20 }: PackingOptions = { setting: 'off' },
): SlotPool {
  const listeners: (() => void)[] = [];
  const slots = Array.from({ length: count }, (_, index) => new Slot(optionsOf(index), () => pump()));
  /** The one used last is the warmest, and last here. */
  const idle = [...slots];
  const waiting: Waiting[] = [];
  /** Sizes of packs that memory turned out to allow, by key. */
  const allowed = new Map<string, number>();

  const limitOf = (key: string, limit: number): number => Math.min(limit, allowed.get(key) ?? Infinity);
  const hasRoom = (slot: Slot, key: string): boolean =>
    slot.packKey === key && slot.size < limitOf(key, slot.limit ?? Infinity);
  const packFor = ({ packKey: key, since }: Waiting): Slot | null => {
    if (key === null) return null;
    const oldest = waiting[0]!;
    if (oldest.since !== since && performance.now() - oldest.since > patienceSeconds * 1000) return null;
    const open = slots.filter((slot) => hasRoom(slot, key));
    if (open.length === 0) return null;
    const smallest = open.reduce((a, b) => (b.size < a.size ? b : a));
    // One that is still being prepared will say soon.
    return smallest.limit === null ? null : smallest;
  };

  const pump = (): void => {
    while (waiting.length > 0 && idle.length > 0) waiting.shift()!.assign(idle.pop()!);
    for (const each of [...waiting]) {
      const slot = packFor(each);
      if (slot === null) continue;
      waiting.splice(waiting.indexOf(each), 1);
      each.assign(slot);
    }
    for (const listener of listeners) listener();
  };

  /** Trains a job in the slot that it is given; it is there before the next one looks for room. */
  const trainOnce = (
    job: TrainJob,
    key: string | null,
    hooks: Parameters<Slots['train']>[1],
  ): ReturnType<Slots['train']> =>
    new Promise((resolve, reject) => {
      const assign = (slot: Slot): void => {
        const most = key === null ? 1 : limitOf(key, typeof setting === 'number' ? setting : Infinity);
        const packing = most === 1 ? 'off' : Number.isFinite(most) ? most : setting;
        slot
          .train(job, hooks, { packKey: packing === 'off' ? null : key, packing })
          .finally(() => {
            if (slot.size === 0 && !idle.includes(slot)) idle.push(slot);
            // Not before whoever trained here has heard: a failure may change what fits.
            queueMicrotask(pump);
          })
          .then(resolve, reject);
      };
      const place: Waiting = {
        packKey: key,
        since: performance.now(),
        assign(slot) {
          hooks.signal.removeEventListener('abort', leave);
          assign(slot);
        },
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(place), 1);
        resolve({ kind: 'interrupted', iteration: 0 });
        queueMicrotask(pump);
      };
      if (hooks.signal.aborted) return resolve({ kind: 'interrupted', iteration: 0 });
      hooks.signal.addEventListener('abort', leave, { once: true });
      waiting.push(place);
      pump();
    });

  return {
    count,
    async train(job, hooks) {
      let key = setting === 'off' ? null : packKey(job.stage, job.backend);
      let excused = false;
      for (;;) {
        try {
          return await trainOnce(job, key, hooks);
        } catch (error) {
          if (hooks.signal.aborted) throw error;
          const inCompany = error instanceof CompanyError && error.company > 1;
          if (key !== null && inCompany && error.kind === 'out-of-memory') {
            // Nobody is to blame for what all of them used: again in smaller company, from the last checkpoint.
            const smaller = Math.max(1, Math.floor(error.company / 2));
            allowed.set(key, Math.min(allowed.get(key) ?? Infinity, smaller));
            continue;
          }
          // Whoever is to blame for a crash, or for an error that nothing here knows, is found out alone, in a new process.
          const crashed = inCompany && error.kind === 'native-crash';
          if (excused || !(crashed || isUnknown(error))) throw error;
          key = null;
          excused = true;
        }
      }
    },
    pids: () => slots.flatMap((slot) => slot.pid ?? []),
    capacity() {
      const most = slots.map((slot) =>
        slot.packKey === null ? 1 : Math.max(slot.size, limitOf(slot.packKey, slot.limit ?? 1), 1),
      );
      const waitingRoom = Math.floor(Math.max(...most) / 2);
      return most.reduce((sum, own) => sum + own, 0) + waitingRoom;
    },
    onCapacity: (listener) => void listeners.push(listener),
    close() {
      for (const slot of slots) slot.close();
    },
  };
}

/** Thrown in the process by what is nobody's input: a lost device, a kernel that fails, a fault of ours. */
function isUnknown(error: unknown): boolean {
  return error instanceof UserError && error.code === 'internal';
}
