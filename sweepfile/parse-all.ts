/** Reads a file that may stand for many sweeps. */
import { InvalidInputError, type InputIssue } from '../common/errors.ts';
import type { Catalogue } from './catalogue.ts';
import type { Path } from './fault.ts';
import { expandMatrix } from './matrix.ts';
import { parseSweepFile, type ParsedSweep } from './parse.ts';

/** One of a file's sweeps. */
export interface ParsedMatrixSweep extends ParsedSweep {
  /** Its values on the matrix's axes; empty for a file without a matrix. */
  readonly label: string;
  /** The file's name: that of the sweep itself where there is no matrix. */
  readonly study: string;
  /** A sweep file of its own. */
  readonly text: string;
}

/**
 * Reads and checks every sweep that a file stands for (`expandMatrix`); a file without `matrix` is one.
 * @throws InvalidInputError naming every fault of any of them once, with the sweeps that have it
 */
export function parseSweepFiles(
  text: string,
  { source = 'sweep file', catalogue }: { source?: string; catalogue?: Catalogue } = {},
): readonly ParsedMatrixSweep[] {
  const found = new Map<string, { issue: InputIssue; labels: string[] }>();
  const sweeps = expandMatrix(text, source).flatMap(
    ({ label, study, text: own, lineOf }): ParsedMatrixSweep[] => {
      try {
        return [
          { label, study, text: own, ...parseSweepFile(own, { source, ...(catalogue && { catalogue }) }) },
        ];
      } catch (error) {
        if (!(error instanceof InvalidInputError)) throw error;
        if (label === '') throw error;
        for (const issue of error.issues) {
          const key = `${issue.path} ${issue.given} ${issue.allowed}`;
          const known = found.get(key);
          if (known) known.labels.push(label);
          else found.set(key, { issue: { ...issue, line: lineOf(pathOf(issue.path)) }, labels: [label] });
        }
        return [];
      }
    },
  );
  if (found.size === 0) return sweeps;
  throw new InvalidInputError(
    source,
    [...found.values()].map(({ issue, labels }) => ({
      ...issue,
      given: `${issue.given} (${namesOf(labels)})`,
    })),
  );
}

/** `a.b[2]` as keys and places: what `pathText` made of it. */
function pathOf(text: string): Path {
  return [...text.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, key, place]) => key ?? Number(place));
}

function namesOf(labels: readonly string[]): string {
  return labels.length <= 2 ? labels.join('; ') : `${labels[0]!} and ${labels.length - 1} more`;
}
