/** One file, many sweeps: `matrix` names strategies, scenarios or benchmarks that are each to be swept in the same way. */
import { InvalidInputError } from '../common/errors.ts';
import { closest } from '../common/closest.ts';
import { withCanonicalKeys } from './aliases.ts';
import { readDocument } from './document.ts';
import { pathText, shown, type Fault, type Path } from './fault.ts';

/** What a matrix can go over, in the order of its nested loops. */
const AXES = ['benchmark', 'scenario', 'strategy'] as const;
type Axis = (typeof AXES)[number];
const MATRIX_KEYS = [...AXES, 'exclude', 'adjust'];

/** One sweep of a matrix. */
export interface MatrixSweep {
  /** E.g. `CL3, hnet+ent`; empty for a file without a matrix. */
  readonly label: string;
  /** What the file calls itself: reports bring its sweeps together by it. */
  readonly study: string;
  /** A sweep file of its own, JSON; the text as it was given where there is no matrix. */
  readonly text: string;
  /** Line of the matrix's own file where a path of this sweep stands; what isn't there has the nearest line. */
  readonly lineOf: (path: Path) => number;
}

/** One cell: a value for each axis that the matrix has. */
type Cell = Partial<Record<Axis, string>>;

/**
 * Expands a file with `matrix` into the sweep files it stands for. Each takes everything else from the file, the name
 * `<name>.<values>`, and what entries of `adjust` add: `{ when: { strategy: ewc }, parameters: { lambda: 100 } }`.
 * `exclude` leaves combinations out. A file without `matrix` is handed on as it is.
 * @throws InvalidInputError naming every fault of `matrix` itself; the sweeps are checked by `parseSweepFile`
 */
export function expandMatrix(text: string, source = 'sweep file'): readonly MatrixSweep[] {
  const document = readDocument(text, source);
  const { data } = withCanonicalKeys(document.data);
  if (!isMapping(data) || data.matrix === undefined)
    return [{ label: '', study: nameIn(data), text, lineOf: (path) => document.lineOf(path) }];
  const { matrix, ...rest } = data;
  const faults = faultsOf(matrix, rest);
  if (faults.length > 0)
    throw new InvalidInputError(
      source,
      faults
        .map(({ path, given, allowed }) => ({
          path: pathText(path),
          given,
          allowed,
          line: document.lineOf(path),
        }))
        .sort((a, b) => a.line - b.line),
    );
  const { exclude = [], adjust = [], ...axes } = matrix as Matrix;
  const sweeps = cells(axes)
    .filter((cell) => !exclude.some((pattern) => matches(pattern, cell)))
    .map((cell): MatrixSweep => {
      const changes = adjust.filter(({ when }) => matches(when, cell));
      return {
        label: Object.values(cell).join(', '),
        study: nameIn(rest),
        text: JSON.stringify(sweepOf(rest, cell, changes)),
        lineOf: (path) => document.lineOf(path),
      };
    });
  if (sweeps.length > 0) return sweeps;
  throw new InvalidInputError(source, [
    {
      path: 'matrix.exclude',
      given: shown(exclude),
      allowed: 'something that leaves at least one combination',
      line: document.lineOf(['matrix', 'exclude']),
    },
  ]);
}

interface Matrix extends Partial<Record<Axis, readonly string[]>> {
  readonly exclude?: readonly Cell[];
  readonly adjust?: readonly { readonly when: Cell; readonly [key: string]: unknown }[];
}

/** Every combination, the last axis fastest. */
function cells(axes: Matrix): readonly Cell[] {
  return AXES.reduce<readonly Cell[]>(
    (before, axis) =>
      axes[axis] === undefined
        ? before
        : before.flatMap((cell) => axes[axis]!.map((value): Cell => ({ ...cell, [axis]: value }))),
    [{}],
  );
}

function matches(pattern: Cell, cell: Cell): boolean {
  return Object.entries(pattern).every(([axis, value]) => cell[axis as Axis] === value);
}

function sweepOf(
  rest: Readonly<Record<string, unknown>>,
  cell: Cell,
  changes: readonly Readonly<Record<string, unknown>>[],
): Record<string, unknown> {
  const sweep: Record<string, unknown> = { ...rest, name: nameOf(nameIn(rest), cell) };
  for (const { when: _, ...change } of changes)
    for (const [key, value] of Object.entries(change))
      sweep[key] = isMapping(value) && isMapping(sweep[key]) ? { ...sweep[key], ...value } : value;
  if (cell.strategy !== undefined) sweep.strategy = cell.strategy;
  if (cell.benchmark !== undefined || cell.scenario !== undefined) {
    const given = isMapping(sweep.benchmark) ? sweep.benchmark : { name: sweep.benchmark };
    sweep.benchmark = {
      ...given,
      ...(cell.benchmark === undefined ? {} : { name: cell.benchmark }),
      ...(cell.scenario === undefined ? {} : { scenario: cell.scenario }),
    };
  }
  return sweep;
}

function nameIn(data: unknown): string {
  return isMapping(data) ? String(data.name) : '';
}

/** `table-1.cl3.hnet-ent`: names take no plus signs. */
function nameOf(name: string, cell: Cell): string {
  const parts = Object.values(cell).map((value) => value.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'));
  return [name, ...parts].join('.');
}

/** What is wrong with a matrix, whatever it goes over means. */
function faultsOf(matrix: unknown, rest: Readonly<Record<string, unknown>>): Fault[] {
  const path: Path = ['matrix'];
  if (!isMapping(matrix))
    return [{ path, given: shown(matrix), allowed: `a mapping with ${MATRIX_KEYS.join(', ')}` }];
  const faults: Fault[] = [];
  for (const key of Object.keys(matrix)) {
    if (MATRIX_KEYS.includes(key)) continue;
    const near = closest(key, MATRIX_KEYS);
    faults.push({
      path: ['matrix', key],
      given: 'unknown key',
      allowed: near === null ? `one of ${MATRIX_KEYS.join(', ')}` : `did you mean ${near}?`,
    });
  }
  const used = AXES.filter((axis) => matrix[axis] !== undefined);
  if (used.length === 0)
    faults.push({ path, given: shown(matrix), allowed: `a list under one of ${AXES.join(', ')} at least` });
  for (const axis of used) {
    const values = matrix[axis];
    if (
      !Array.isArray(values) ||
      values.length === 0 ||
      !values.every((value) => typeof value === 'string') ||
      new Set(values).size < values.length
    )
      faults.push({
        path: ['matrix', axis],
        given: shown(values),
        allowed: 'a list of different names, one at least',
      });
  }
  if (used.includes('strategy') && rest.strategy !== undefined)
    faults.push({
      path: ['strategy'],
      given: shown(rest.strategy),
      allowed: 'nothing beside matrix.strategy',
    });
  if (used.includes('scenario') && isMapping(rest.benchmark) && rest.benchmark.scenario !== undefined)
    faults.push({
      path: ['benchmark', 'scenario'],
      given: shown(rest.benchmark.scenario),
      allowed: 'nothing beside matrix.scenario',
    });
  const known = (pattern: unknown): boolean =>
    isMapping(pattern) &&
    Object.entries(pattern).every(
      ([axis, value]) =>
        used.includes(axis as Axis) && Array.isArray(matrix[axis]) && matrix[axis].includes(value),
    );
  const patterns = (key: 'exclude' | 'adjust', patternOf: (entry: unknown) => unknown, words: string) => {
    const entries = matrix[key];
    if (entries === undefined) return;
    if (!Array.isArray(entries))
      return void faults.push({
        path: ['matrix', key],
        given: shown(entries),
        allowed: `a list of ${words}`,
      });
    entries.forEach((entry: unknown, i) => {
      if (!known(patternOf(entry)))
        faults.push({
          path: ['matrix', key, i],
          given: shown(entry),
          allowed: `${words}, with values that the matrix has`,
        });
    });
  };
  patterns('exclude', (entry) => entry, 'combinations such as { strategy: pnn, scenario: CL3 }');
  patterns(
    'adjust',
    (entry) => (isMapping(entry) ? entry.when : undefined),
    'changes such as { when: { strategy: ewc }, parameters: { … } }',
  );
  return faults;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
