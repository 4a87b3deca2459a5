/** What other tools' files come to. Plain records. */

/** A sweep file as data, and what was left out or guessed on the way. */
export interface Converted {
  /** The tool it came from, for remarks: `a W&B sweep`. */
  readonly from: string;
  /** Keys and values of a sweep file of ours, in its order. */
  readonly file: Readonly<Record<string, unknown>>;
  /** One sentence each: nothing is dropped in silence. */
  readonly remarks: readonly string[];
}

/** What other tools don't know and ours need. */
export interface Setting {
  /** null: not said; a benchmark is assumed, aloud. */
  readonly benchmark: string | null;
  readonly strategy: string;
}

/** A parameter entry of a sweep file: `value`, `values`, or a range. */
export type Entry = Readonly<Record<string, unknown>>;
