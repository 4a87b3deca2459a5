/** One file, many sweeps: `matrix` names strategies, scenarios or benchmarks that are each to be swept in the same way. */
import { InvalidInputError, type InputIssue } from '../common/errors.ts';
import { withCanonicalKeys } from './aliases.ts';
import { readDocument, type SourceDocument } from './document.ts';
import { pathText, shown, type Fault, type Path } from './fault.ts';
import { AXES, axisMeant, isMapping, matrixFaults, type Axis } from './matrix-faults.ts';

/** One sweep of a matrix. */
export interface MatrixSweep {
  /** E.g. `CL3, hnet+ent`; empty for a file without a matrix. */
  readonly label: string;
  /** Its value on each axis. */
  readonly cell: Cell;
  /** What the file calls itself: reports bring its sweeps together by it. */
  readonly study: string;
  /** A sweep file of its own, JSON; the text as it was given where there is no matrix. */
  readonly text: string;
  /** Where in the matrix's own file that stands which stands at a path of this sweep: `strategy` at `matrix.strategy[1]`. */
  readonly placeOf: (path: Path) => Path;
  /** Line of the matrix's own file where a path of that file stands; what isn't there has the nearest line. */
  readonly lineOf: (path: Path) => number;
}

/** A file taken apart. */
export interface ReadMatrix {
  /** Where `faults` has any: what can be made of the matrix in spite of them, to look for further ones. */
  readonly sweeps: readonly MatrixSweep[];
  /** Of the matrix itself, by line. */
  readonly faults: readonly InputIssue[];
}

/** One cell: a value for each axis that the matrix has. */
export type Cell = Partial<Record<Axis, string>>;

/**
 * Expands a file with `matrix` into the sweep files it stands for. Each takes everything else from the file, the name
 * `<name>.<values>`, and what entries of `adjust` add: `{ when: { strategy: ewc }, parameters: { lambda: 100 } }`.
 * `exclude` leaves combinations out. A file without `matrix` is handed on as it is.
 * @throws InvalidInputError naming every fault of `matrix` itself; the sweeps are checked by `parseSweepFile`
 */
export function expandMatrix(text: string, source = 'sweep file'): readonly MatrixSweep[] {
  const { sweeps, faults } = readMatrix(text, source);
  if (faults.length > 0) throw new InvalidInputError(source, faults);
  return sweeps;
}

/** The same with the faults of `matrix` beside what else there is. @throws InvalidInputError for a file that is no YAML */
export function readMatrix(text: string, source: string): ReadMatrix {
  const document = readDocument(text, source);
  const { data, faults: twice } = withCanonicalKeys(document.data);
  const lineOf = (path: Path): number => document.lineOf(path);
  if (!isMapping(data) || data.matrix === undefined) {
    const plain = { label: '', cell: {}, study: nameIn(data), text, placeOf: (path: Path) => path, lineOf };
    return { sweeps: [plain], faults: [] };
  }
  const { matrix, ...rest } = data;
  const faults = [...twice, ...matrixFaults(matrix, rest)];
  const sound = faults.length === 0;
  const { exclude = [], adjust = [], ...axes } = sound ? (matrix as Matrix) : meantBy(matrix);
  // A misspelt axis keeps its spelling in what is said of its values.
  const keys = isMapping(matrix) ? Object.keys(matrix) : [];
  const spelling = (axis: Axis): string => keys.find((key) => axisMeant(key) === axis) ?? axis;
  const all = cells(axes);
  const kept = all.filter((cell) => !exclude.some((pattern) => matches(pattern, cell)));
  if (sound && kept.length === 0)
    faults.push({
      path: ['matrix', 'exclude'],
      given: shown(exclude),
      allowed: 'something that leaves at least one combination',
    });
  return {
    sweeps: (kept.length === 0 ? all : kept).map((cell) => ({
      label: Object.values(cell).join(', '),
      cell,
      study: nameIn(rest),
      text: JSON.stringify(sweepOf(rest, cell, adjust)),
      placeOf: (path) => placeOf(path, rest, cell, { ...axes, adjust, spelling }),
      lineOf,
    })),
    faults: issuesOf(faults, document),
  };
}

function issuesOf(faults: readonly Fault[], document: SourceDocument): readonly InputIssue[] {
  return faults
    .map(({ path, given, allowed }) => ({
      path: pathText(path),
      given,
      allowed,
      line: document.lineOf(path),
    }))
    .sort((a, b) => a.line - b.line);
}

interface Matrix extends Partial<Record<Axis, readonly string[]>> {
  readonly exclude?: readonly Cell[];
  readonly adjust?: readonly Change[];
}

interface Change {
  readonly when: Cell;
  readonly [key: string]: unknown;
}

/** What a faulty matrix goes over, as far as that can be told; without an axis where it can't. */
function meantBy(matrix: unknown): Matrix {
  if (!isMapping(matrix)) return {};
  const axes: Partial<Record<Axis, readonly string[]>> = {};
  for (const [key, given] of Object.entries(matrix)) {
    const axis = axisMeant(key);
    if (axis === null) continue;
    const values = (Array.isArray(given) ? (given as unknown[]) : [given]).filter(
      (v) => typeof v === 'string',
    );
    if (values.length === 0) return {};
    axes[axis] = [...new Set(values)];
  }
  return axes;
}

/** Every combination, the last axis fastest; none without an axis. */
function cells(axes: Matrix): readonly Cell[] {
  if (AXES.every((axis) => axes[axis] === undefined)) return [];
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
  adjust: readonly Change[],
): Record<string, unknown> {
  const named = typeof rest.name === 'string' ? { name: nameOf(rest.name, cell) } : {};
  const sweep: Record<string, unknown> = { ...rest, ...named };
  for (const { when, ...change } of adjust)
    if (matches(when, cell))
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

/** Where a path of a sweep stands in its file: on an axis, in the last entry of `adjust` that says it, or as it is. */
function placeOf(
  path: Path,
  rest: Readonly<Record<string, unknown>>,
  cell: Cell,
  { adjust = [], spelling, ...axes }: Matrix & { readonly spelling: (axis: Axis) => string },
): Path {
  const [key, inner] = path;
  const axis = key === 'benchmark' ? (inner === 'scenario' ? 'scenario' : 'benchmark') : key;
  const onAxis = AXES.find((one) => one === axis && cell[one] !== undefined);
  if (onAxis !== undefined && (onAxis !== 'benchmark' || inner === undefined || inner === 'name'))
    return ['matrix', spelling(onAxis), axes[onAxis]!.indexOf(cell[onAxis]!)];
  const says = ({ when, ...change }: Change): boolean => {
    if (!matches(when, cell) || !Object.hasOwn(change, String(key))) return false;
    const value = change[String(key)];
    const merged = isMapping(value) && isMapping(rest[String(key)]) && inner !== undefined;
    return !merged || Object.hasOwn(value, inner);
  };
  const entry = adjust.findLastIndex(says);
  return entry < 0 ? path : ['matrix', 'adjust', entry, ...path];
}

function nameIn(data: unknown): string {
  return isMapping(data) && typeof data.name === 'string' ? data.name : '';
}

/** `table-1.cl3.hnet-ent`: names take no plus signs. */
function nameOf(name: string, cell: Cell): string {
  const parts = Object.values(cell).map((value) => value.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'));
  return [name, ...parts].join('.');
}
