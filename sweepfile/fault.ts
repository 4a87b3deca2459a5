/** Faults of a sweep file while it is being read. */

/** Keys and list places from the top of the file to a value. */
export type Path = readonly (string | number)[];

/** Something wrong at a place; becomes an `InputIssue` with its line. */
export interface Fault {
  readonly path: Path;
  readonly given: string;
  readonly allowed: string;
}

/** `['parameters', 'beta', 'values', 2]` as `parameters.beta.values[2]`. */
export function pathText(path: Path): string {
  if (path.length === 0) return 'the file';
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** A value as a person would type it, cut short where it is long. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? 'something that is no data';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
