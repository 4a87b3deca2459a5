/** Words that belong to the plan or to other tools and mean something this version doesn't do: refused, never ignored. */

const LEAVE_OUT = 'nothing: not supported by this version; leave it out';

const KEYS: Readonly<Record<string, string>> = {
  conditions: 'nothing: under a parameter, `when: { other: value }` says where it exists',
  resources: LEAVE_OUT,
  retry: LEAVE_OUT,
  matrix: 'nothing here: `hnet-sweep submit` takes a file with a matrix apart into its sweeps',
  program: 'nothing: hnet-sweep trains by itself; leave it out',
  command: 'nothing: hnet-sweep trains by itself; leave it out',
};

/** Methods, strategies and benchmarks that others have and this version has not. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  method: ['hyperband', 'asha'],
};

/** Whether a top-level key is known but refused, and what to do about it. */
export function unsupportedKey(key: string): string | null {
  return Object.hasOwn(KEYS, key) ? KEYS[key]! : null;
}

/** Whether a value of `method`, `strategy` or `benchmark` is a word of the plan that this version lacks. */
export function unsupportedName(kind: string, value: unknown): boolean {
  return typeof value === 'string' && (NAMES[kind]?.includes(value) ?? false);
}
