/** A search space against the strategy's hyperparameters: names, values, combinations. */
import { closest } from '../common/closest.ts';
import { InvalidInputError } from '../common/errors.ts';
import { describeDomain, inDomain, type Hyperparameter } from '../hnet/configuration/hyperparameter.types.ts';
import type { BenchmarkSpec } from '../hnet/types.ts';
import { sameValue } from '../search/space/index.ts';
import type { Assignment, ParameterSpace, SearchSpace } from '../search/types.ts';
import type { Catalogue } from './catalogue.ts';
import { breaksOwn } from './constraints.ts';
import { readConditions } from './conditions.ts';
import { corners, extremes } from './corners.ts';
import { shown, type Fault, type Path } from './fault.ts';
import { readParameter } from './parameter.ts';
import type { ParameterEntry } from './sweep.schema.ts';

/** What came of `parameters`. */
export interface ReadSpace {
  readonly space: SearchSpace;
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
}

/** Reads every entry under `parameters` and checks each of its values alone. */
export function readSpace(
  entries: Readonly<Record<string, ParameterEntry>>,
  hyperparameters: readonly Hyperparameter[],
): ReadSpace {
  const space: Record<string, ParameterSpace> = {};
  const faults: Fault[] = [];
  const warnings: string[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const hyperparameter = hyperparameters.find((candidate) => candidate.name === name);
    if (hyperparameter === undefined) {
      faults.push(unknownParameter(name, hyperparameters));
      continue;
    }
    const read = readParameter(hyperparameter, entry);
    faults.push(...read.faults);
    warnings.push(...read.warnings);
    if (read.parameter === null) continue;
    space[name] = read.parameter;
    for (const { path, value } of places(name, entry))
      if (!inDomain(hyperparameter.domain, value))
        faults.push({ path, given: shown(value), allowed: describeDomain(hyperparameter.domain) });
  }
  const conditions = readConditions(space, entries);
  return { space: conditions.space, faults: [...faults, ...conditions.faults], warnings };
}

/**
 * Combinations that can't be trained, from the corners of the space. Call it once every value alone is legal.
 * @returns each fault once, at the place of a value that takes part in it
 */
export function impossibleCombinations(
  space: SearchSpace,
  entries: Readonly<Record<string, ParameterEntry>>,
  {
    benchmark,
    strategy,
    catalogue,
    constraints = [],
  }: {
    benchmark: BenchmarkSpec;
    strategy: string;
    catalogue: Catalogue;
    constraints?: readonly string[] | undefined;
  },
): Fault[] {
  const found = new Map<string, Fault>();
  for (const corner of corners(space)) {
    if (breaksOwn(constraints, corner)) continue;
    try {
      catalogue.resolveConfiguration(benchmark, strategy, corner);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      for (const { path, given, allowed } of error.issues) {
        const name = path.replace(/^parameters\./, '');
        const fault: Fault = {
          path: placeOf(name, entries, space, corner),
          given: `${given}${name in corner ? '' : ' (the published value)'}${company(name, space, corner)}`,
          allowed,
        };
        const key = `${path} ${given} ${allowed}`;
        if (!found.has(key)) found.set(key, fault);
      }
    }
  }
  return [...found.values()];
}

function unknownParameter(name: string, hyperparameters: readonly Hyperparameter[]): Fault {
  const names = hyperparameters.map((hyperparameter) => hyperparameter.name);
  const near = closest(name, names);
  const list = `one of ${names.join(', ')}`;
  return {
    path: ['parameters', name],
    given: 'unknown parameter',
    allowed: near === null ? list : `${list}; did you mean ${near}?`,
  };
}

/** Every value that an entry names, with its place. */
function places(
  name: string,
  entry: ParameterEntry,
): { path: Path; value: number | string | boolean | number[] }[] {
  const path: Path = ['parameters', name];
  if (typeof entry !== 'object') return [{ path, value: entry }];
  if (entry.value !== undefined) return [{ path: [...path, 'value'], value: entry.value }];
  if (entry.values !== undefined)
    return entry.values.map((value, i) => ({ path: [...path, 'values', i], value }));
  return (['min', 'max'] as const).flatMap((end) =>
    entry[end] === undefined ? [] : [{ path: [...path, end], value: entry[end] }],
  );
}

/** Where a corner's value of a parameter stands in the file; the parameter itself where it is between the ends. */
function placeOf(
  name: string,
  entries: Readonly<Record<string, ParameterEntry>>,
  space: SearchSpace,
  corner: Assignment,
): Path {
  const path: Path = ['parameters', name];
  const entry = entries[name];
  const value = corner[name];
  if (entry === undefined || value === undefined) return path;
  const named = places(name, entry);
  const found = named.find((place) => sameValue(place.value, value));
  if (found !== undefined) return found.path;
  // The last step below `max` stands for `max`.
  return sameValue(extremes(space[name]!).at(-1)!, value) ? named.at(-1)!.path : path;
}

/** The other values that vary, among which the reader will find the culprit. */
function company(name: string, space: SearchSpace, corner: Assignment): string {
  const others = Object.entries(corner).filter(
    ([other]) => other !== name && extremes(space[other]!).length > 1 && isStructural(other),
  );
  return others.length === 0
    ? ''
    : ` with ${others.map(([other, value]) => `${other} ${shown(value)}`).join(', ')}`;
}

/** Whether a parameter can make another one impossible: those of the architecture. */
function isStructural(name: string): boolean {
  return /layers|chunk|embedding_size/.test(name);
}
