/** How often something has happened in a row, by name. */
export interface RowCounter {
  /** Counts once more; gives how often in a row that makes. */
  readonly again: (name: string) => number;
  /** The row has ended. */
  readonly end: (name: string) => void;
}

/** @param most names that are kept: the one counted longest ago is forgotten first */
export function createRowCounter(most: number): RowCounter {
  // A map keeps the order in which its keys came.
  const counts = new Map<string, number>();
  return {
    again(name) {
      const count = (counts.get(name) ?? 0) + 1;
      counts.delete(name);
      counts.set(name, count);
      if (counts.size > most) counts.delete(counts.keys().next().value!);
      return count;
    },
    end: (name) => void counts.delete(name),
  };
}
