/** What `doctor` found about one thing. */
export interface Finding {
  /** E.g. `backend wasm`, `database`. */
  readonly subject: string;
  /** `absent` is not needed; `broken` is. */
  readonly state: 'fine' | 'absent' | 'broken';
  readonly words: string;
  /** What to do about it; null where there is nothing to do. */
  readonly hint: string | null;
}

/** Looks at one thing. */
export type Examination = () => Promise<readonly Finding[]>;
