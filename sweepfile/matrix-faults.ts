/** What can be wrong with `matrix` itself, before any of its sweeps is looked at. */
import { closest } from '../common/closest.ts';
import { shown, type Fault, type Path } from './fault.ts';

/** What a matrix can go over, in the order of its nested loops. */
export const AXES = ['benchmark', 'scenario', 'strategy'] as const;
export type Axis = (typeof AXES)[number];
const MATRIX_KEYS = [...AXES, 'exclude', 'adjust'];

/** What is wrong with a matrix, whatever it goes over means. */
export function matrixFaults(matrix: unknown, rest: Readonly<Record<string, unknown>>): Fault[] {
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

/** The axis that a key of the matrix was meant as; null for none. */
export function axisMeant(key: string): Axis | null {
  const near = AXES.some((axis) => axis === key) ? key : closest(key, AXES);
  return near as Axis | null;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
