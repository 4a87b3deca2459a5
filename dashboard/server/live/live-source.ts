import type { EventRow, SweepRow } from '../../../prisma/store/types.ts';
import type { Log, ReadStore } from '../dependencies.types.ts';

/** What a listener is told. */
export type Update =
  { readonly kind: 'sweep'; readonly sweep: SweepRow } | { readonly kind: 'event'; readonly event: EventRow };

/** Tells listeners what changed in the database, whichever process changed it. */
export interface LiveSource {
  /**
   * @param sweepId null for all sweeps
   * @param after id of the last event already known; null for only what comes from now on
   * @param ended called when the source ends the subscription
   * @returns ends the subscription
   */
  subscribe(
    sweepId: string | null,
    after: number | null,
    listener: (update: Update) => void,
    ended?: () => void,
  ): { close(): void };
  /** Ends all subscriptions and the polling. */
  close(): void;
}

interface Listener {
  readonly sweepId: string | null;
  readonly tell: (update: Update) => void;
  readonly ended: () => void;
  /** Id of the last event it was told. */
  last: number | null;
  /** What it was last told of each sweep, as text. */
  readonly known: Map<string, string>;
}

/** What a listener listens to, as the store asks for it. */
function scopeOf({ sweepId }: Listener): { readonly sweepId?: string } {
  return sweepId === null ? {} : { sweepId };
}

/** Sweeps that a listener to all of them is told about: the newest. */
const sweepsWatched = 50;

/**
 * Looks once in `everyMs` while anybody listens: one look serves all listeners. Polling, since the API, the control
 * worker and other servers are different processes whose only common ground is the database.
 */
export function createLiveSource(store: ReadStore, log: Log, everyMs = 1000): LiveSource {
  const listeners = new Set<Listener>();
  let timer: NodeJS.Timeout | null = null;

  /** Every row is read once a look, however many listeners it has. */
  async function rowsByListener(): Promise<(listener: Listener) => readonly SweepRow[]> {
    const ids = new Set([...listeners].map((l) => l.sweepId).filter((id) => id !== null));
    const rows = await Promise.all([...ids].map((id) => store.sweep(id)));
    const byId = new Map(rows.filter((row) => row !== null).map((row) => [row.id, row]));
    const all = [...listeners].some((l) => l.sweepId === null)
      ? (await store.listSweeps({ limit: sweepsWatched })).sweeps
      : [];
    return ({ sweepId }) => {
      if (sweepId === null) return all;
      const row = byId.get(sweepId);
      return row === undefined ? [] : [row];
    };
  }

  async function tellEvents(listener: Listener): Promise<void> {
    const events = await store.events({ ...scopeOf(listener), after: listener.last ?? 0, limit: 200 });
    for (const event of events) {
      listener.last = event.id;
      listener.tell({ kind: 'event', event });
    }
  }

  async function look(): Promise<void> {
    const rowsOf = await rowsByListener();
    for (const listener of [...listeners]) {
      // Before the first word to it: whoever has heard of the sweep misses no event from then on.
      listener.last ??= await newestEvent(store, scopeOf(listener));
      for (const sweep of rowsOf(listener)) {
        const text = JSON.stringify(sweep);
        if (listener.known.get(sweep.id) === text) continue;
        listener.known.set(sweep.id, text);
        listener.tell({ kind: 'sweep', sweep });
      }
      await tellEvents(listener);
    }
  }

  function schedule(delay: number): void {
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) => log.error({ err: error }, 'could not look for changes'))
        .finally(() => {
          timer = null;
          if (listeners.size > 0) schedule(everyMs);
        });
    }, delay);
    timer.unref();
  }

  return {
    subscribe(sweepId, after, tell, ended = () => {}) {
      const listener: Listener = { sweepId, tell, ended, last: after, known: new Map() };
      listeners.add(listener);
      if (timer === null) schedule(0);
      return { close: () => void listeners.delete(listener) };
    },
    close() {
      for (const { ended } of listeners) ended();
      listeners.clear();
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

/** Id of the newest event; 0 without any. */
async function newestEvent(store: ReadStore, scope: { readonly sweepId?: string }): Promise<number> {
  const [newest] = await store.events({ ...scope, newestFirst: true, limit: 1 });
  return newest?.id ?? 0;
}
