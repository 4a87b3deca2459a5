/** Reads a file that may stand for many sweeps. */
import { InvalidInputError, type InputIssue } from '../common/errors.ts';
import type { Catalogue } from './catalogue.ts';
import { pathText, shown, type Path } from './fault.ts';
import { axisMeant, type Axis } from './matrix-faults.ts';
import { readMatrix, type MatrixSweep } from './matrix.ts';
import { parseSweepFile, type ParsedSweep } from './parse.ts';
import { SweepFile } from './sweep.schema.ts';

/** One of a file's sweeps. */
export interface ParsedMatrixSweep extends ParsedSweep {
  /** Its values on the matrix's axes; empty for a file without a matrix. */
  readonly label: string;
  /** The file's name: that of the sweep itself where there is no matrix. */
  readonly study: string;
  /** A sweep file of its own. */
  readonly text: string;
}

/** A fault, and the sweeps that have it. */
interface Found {
  readonly issue: InputIssue;
  readonly sweeps: MatrixSweep[];
}

/**
 * Reads and checks every sweep that a file stands for (`expandMatrix`); a file without `matrix` is one.
 * @throws InvalidInputError naming every fault once: of the matrix itself, and of its sweeps with those that have it
 */
export function parseSweepFiles(
  text: string,
  { source = 'sweep file', catalogue }: { source?: string; catalogue?: Catalogue } = {},
): readonly ParsedMatrixSweep[] {
  const found = new Map<string, Found>();
  const { sweeps, faults } = readMatrix(text, source);
  const parsed = sweeps.flatMap((sweep): ParsedMatrixSweep[] => {
    const { label, study, text: own } = sweep;
    try {
      const options = { source, ...(catalogue && { catalogue }) };
      return [{ label, study, text: own, ...parseSweepFile(own, options) }];
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      if (label === '') throw error;
      for (const issue of error.issues) note(found, issue, sweep);
      return [];
    }
  });
  const sure = faults.length === 0 ? [...found.values()] : sureOnes([...found.values()], sweeps);
  if (faults.length === 0 && sure.length === 0) return parsed;
  const issues = sure.map(({ issue, sweeps: having }) => ({
    ...issue,
    given: `${issue.given} (${namesOf(having.map(({ label }) => label))})`,
  }));
  throw new InvalidInputError(
    source,
    [...faults, ...issues].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  );
}

/** Takes over a sweep's fault under the place where it stands in the matrix's file. */
function note(found: Map<string, Found>, issue: InputIssue, sweep: MatrixSweep): void {
  const place = sweep.placeOf(pathOf(issue.path));
  // A name that is wrong by itself is wrong once, whatever the matrix adds to it.
  const ownName = issue.path === 'name' && !SweepFile.shape.name.safeParse(sweep.study).success;
  const given = ownName && sweep.study !== '' ? shown(sweep.study) : issue.given;
  const here = { ...issue, given, path: pathText(place), line: sweep.lineOf(place) };
  const key = `${here.path} ${here.given} ${here.allowed}`;
  const known = found.get(key);
  if (known) known.sweeps.push(sweep);
  else found.set(key, { issue: here, sweeps: [sweep] });
}

/** The axis on whose value a fault stands; null for any other. */
function axisOf({ path }: InputIssue): Axis | null {
  const key = /^matrix\.(\w+)\[\d+\]$/.exec(path)?.[1];
  return key === undefined ? null : axisMeant(key);
}

/**
 * The faults that are there whatever becomes of a matrix that has faults itself: every sweep has them, or every one with
 * that value of an axis. What only some have may be excluded, or adjusted, once the matrix is right. Of sweeps whose
 * strategy or scenario nobody knows little could be checked: they don't count.
 */
function sureOnes(found: readonly Found[], all: readonly MatrixSweep[]): readonly Found[] {
  const onAxes = found.filter(({ issue }) => axisOf(issue) !== null);
  const doubtful = new Set(onAxes.flatMap(({ sweeps }) => sweeps));
  const clear = all.filter((sweep) => !doubtful.has(sweep));
  return found.filter(({ issue, sweeps: having }) => {
    const axis = axisOf(issue);
    if (axis !== null)
      return all.every((sweep) => sweep.cell[axis] !== having[0]!.cell[axis] || having.includes(sweep));
    return (clear.length === 0 ? all : clear).every((sweep) => having.includes(sweep));
  });
}

/** `a.b[2]` as keys and places: what `pathText` made of it. */
function pathOf(text: string): Path {
  return [...text.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, key, place]) => key ?? Number(place));
}

function namesOf(labels: readonly string[]): string {
  return labels.length <= 2 ? labels.join('; ') : `${labels[0]!} and ${labels.length - 1} more`;
}
