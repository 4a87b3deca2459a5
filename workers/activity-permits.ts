import type { ActivitySlotInfo, CustomSlotSupplier, SlotPermit } from '@temporalio/worker';
import type { SlotPool } from './slots/pool.ts';

/**
 * How many activities a train worker asks Temporal for: as many as its slots can train together at the moment, which
 * it learns from what they train. A fixed number would either leave packs small or take work that another machine's idle
 * slot could do.
 */
export function activityPermits(
  slots: Pick<SlotPool, 'capacity' | 'onCapacity'>,
): CustomSlotSupplier<ActivitySlotInfo> {
  let held = 0;
  const asking: (() => void)[] = [];
  const grant = (): void => {
    while (asking.length > 0 && held < slots.capacity()) {
      held += 1;
      asking.shift()!();
    }
  };
  slots.onCapacity(grant);
  return {
    type: 'custom',
    reserveSlot: (_context, signal) =>
      new Promise<SlotPermit>((resolve, reject) => {
        const ask = (): void => resolve({});
        asking.push(ask);
        signal.addEventListener(
          'abort',
          () => {
            const place = asking.indexOf(ask);
            if (place < 0) return;
            asking.splice(place, 1);
            reject(Object.assign(new Error('not needed any more'), { name: 'AbortError' }));
          },
          { once: true },
        );
        grant();
      }),
    // Stages are never started eagerly: their workflows run elsewhere.
    tryReserveSlot: () => null,
    markSlotUsed: () => undefined,
    releaseSlot() {
      held -= 1;
      grant();
    },
  };
}
