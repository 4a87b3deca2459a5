import { InvalidInputError } from '../../common/errors.ts';
import { parseSweepFile } from '../../sweepfile/index.ts';

/** The shortest sweep file that is right, with more lines after its own three. */
export function fileWith(...lines: readonly string[]): string {
  return ['name: x', 'benchmark: split-mnist', 'method: grid', ...lines].join('\n');
}

/** What a refused file is told, one line a fault; fails for a file that is accepted. */
export function faultsOf(text: string): string[] {
  try {
    parseSweepFile(text);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.issues.map(({ line, path, given, allowed }) => `${line}: ${path}: ${given} | ${allowed}`);
  }
  throw new Error('the file was accepted');
}

/** The only fault of a file. */
export function faultOf(text: string): string {
  const faults = faultsOf(text);
  if (faults.length !== 1) throw new Error(`not one fault but ${faults.length}:\n${faults.join('\n')}`);
  return faults[0]!;
}
