import { InvalidArgumentError } from 'commander';

/** Reads a whole number within limits; anything else is refused with what was given and what is allowed. */
export function wholeNumber(name: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`${name}: given ${text}; allowed: a whole number from ${min} to ${max}.`);
  };
}

/** Reads `--pack`. */
export function packSetting(text: string): 'auto' | 'off' | number {
  if (text === 'auto' || text === 'off') return text;
  const most = Number(text);
  if (Number.isInteger(most) && most >= 1 && most <= 1024) return most;
  throw new InvalidArgumentError(
    `--pack: given ${text}; allowed: auto, off or a whole number from 1 to 1024.`,
  );
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Reads a number above 0; anything else is refused with what was given and what is allowed. */
export function positiveNumber(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
    throw new InvalidArgumentError(`${name}: given ${text}; allowed: a number above 0.`);
  };
}
