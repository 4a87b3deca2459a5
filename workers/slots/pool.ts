import type { Slots } from '../../activities/train/slots.types.ts';
import { Slot } from './slot.ts';
import type { SlotOptions } from './slot.ts';

/** A machine's slots. */
export interface SlotPool extends Slots {
  /** Process ids of the children there are. */
  pids(): readonly number[];
  /** Ends all children. */
  close(): void;
}

/** Slots of one machine; `optionsOf` gives each its device. Jobs wait for a free slot in the order they came. */
export function createSlotPool(count: number, optionsOf: (index: number) => SlotOptions): SlotPool {
  const slots = Array.from({ length: count }, (_, index) => new Slot(optionsOf(index)));
  const free = [...slots];
  const waiting: ((slot: Slot) => void)[] = [];

  const take = (): Promise<Slot> => {
    // The one used last is the warmest.
    const slot = free.pop();
    return slot ? Promise.resolve(slot) : new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (slot: Slot) => {
    const next = waiting.shift();
    if (next) next(slot);
    else free.push(slot);
  };

  return {
    count,
    async train(job, hooks) {
      const slot = await take();
      try {
        return await slot.train(job, hooks);
      } finally {
        giveBack(slot);
      }
    },
    pids: () => slots.flatMap((slot) => slot.pid ?? []),
    close() {
      for (const slot of slots) slot.close();
    },
  };
}
