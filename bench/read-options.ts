/** What the benchmarks' options have in common: one error for whatever is wrong with one. */
import { UserError } from '../common/errors.ts';

/**
 * What `parseArgs` makes of the options.
 * @param bench whose help is named
 * @throws UserError `invalid-input`
 */
export function parsed<T>(bench: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new UserError('invalid-input', (cause as Error).message, {
      hint: `See npm run bench -- ${bench} --help.`,
      cause,
    });
  }
}

/** A whole number between bounds, both allowed. @throws UserError `invalid-input` */
export function whole(option: string, given: string, min: number, max: number): number {
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < min || value > max)
    throw wrong(option, given, `a whole number from ${min} to ${max}`);
  return value;
}

/** Names out of those known, comma-separated; all of them where nothing is given. @throws UserError `invalid-input` */
export function names<const T extends string>(
  option: string,
  given: string | undefined,
  known: readonly T[],
): readonly T[] {
  if (given === undefined) return known;
  return given.split(',').map((name) => oneOf(option, name, known));
}

/** One of those known. @throws UserError `invalid-input` */
export function oneOf<const T extends string>(option: string, given: string, known: readonly T[]): T {
  const found = known.find((name) => name === given);
  if (found === undefined) throw wrong(option, given, known.join(', '));
  return found;
}

function wrong(option: string, given: string, allowed: string): UserError {
  return new UserError('invalid-input', `--${option}: given ${given}; allowed: ${allowed}`);
}
