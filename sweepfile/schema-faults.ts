/** What zod finds, in the words of a sweep file. */
import type { z } from 'zod';
import { closest } from '../common/closest.ts';
import { samplerAliases } from '../search/samplers/index.ts';
import { DISTRIBUTION_ALIASES, REFUSED_DISTRIBUTIONS } from './distributions.ts';
import { shown, type Fault, type Path } from './fault.ts';
import { benchmarkKeys, ParameterEntry, sweepFileKeys } from './sweep.schema.ts';
import { PRUNER_ALIASES, searchControlKeys } from './search-control.schema.ts';
import { unsupportedName } from './unsupported.ts';

type Issue = z.core.$ZodIssue;

/** Keys of the smaller mappings, for "did you mean". */
const INNER_KEYS: Readonly<Record<string, readonly string[]>> = {
  benchmark: benchmarkKeys,
  metric: ['name', 'goal'],
  metrics: ['name', 'goal'],
  checkpoint: ['every', 'keep'],
  ...searchControlKeys,
  parameters: Object.keys(ParameterEntry.options[1].shape),
};

/**
 * Every issue as a fault, unions narrowed to the alternative that was probably meant.
 * @param data the whole file
 * @param under where in it the issues' paths begin
 */
export function schemaFaults(issues: readonly Issue[], data: unknown, under: Path): Fault[] {
  return issues.flatMap((issue) => toFaults(issue, [...under, ...(issue.path as Path)], data));
}

/** A key that no sweep file has. */
export function unknownTopLevelKey(key: string): Fault {
  return unknownKey([key], key);
}

function toFaults(issue: Issue, path: Path, data: unknown): Fault[] {
  const given = shown(at(data, path));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], key));
    case 'invalid_union': {
      const meant = likeliest(issue.errors);
      if (meant === null || meant.some((inner) => inner.path.length === 0 && inner.code === 'invalid_type'))
        return [{ path, given, allowed: isParameter(path) ? PARAMETER : alternatives(issue.errors) }];
      return meant.flatMap((inner) => toFaults(inner, [...path, ...(inner.path as Path)], data));
    }
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues.flatMap((inner) => toFaults(inner, path, data));
    default:
      return [{ path, given, allowed: allowed(issue, path, at(data, path)) }];
  }
}

const PARAMETER = 'one value, or a mapping with `value`, with `values`, or with `min` and `max`';

function isParameter(path: Path): boolean {
  return path.length === 2 && path[0] === 'parameters';
}

/** The alternative whose faults lie deepest: an object with one bad field was meant as that object. */
function likeliest(errors: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const depth = (issues: readonly Issue[]): number =>
    Math.max(...issues.map((issue) => issue.path.length + (issue.code === 'invalid_type' ? 0 : 0.5)));
  return errors.reduce<readonly Issue[] | null>(
    (best, issues) => (best === null || depth(issues) > depth(best) ? issues : best),
    null,
  );
}

function alternatives(errors: readonly (readonly Issue[])[]): string {
  const words = errors.flatMap((issues) =>
    issues.map((issue) =>
      issue.code === 'invalid_union' ? alternatives(issue.errors) : allowed(issue, [], undefined),
    ),
  );
  return [...new Set(words)].join(', or ');
}

function unknownKey(path: Path, key: string): Fault {
  const known = path.length === 1 ? sweepFileKeys : (INNER_KEYS[String(path[0])] ?? []);
  const near = closest(key, known);
  const list = `one of ${known.join(', ')}`;
  return { path, given: 'unknown key', allowed: near === null ? list : `${list}; did you mean ${near}?` };
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/** What may stand there. */
function allowed(issue: Issue, path: Path, given: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values.map(String), path, given);
    case 'too_small':
      return bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'invalid_format':
      return path.at(-1) === 'name' ? issue.message : 'seconds, or a duration such as 90s, 15m, 2h, 1h30m';
    default:
      return issue.message;
  }
}

function bound(origin: string, comparison: string, limit: number | bigint): string {
  if (origin === 'array') return `a list of ${comparison} ${limit} item${Number(limit) === 1 ? '' : 's'}`;
  return `${comparison} ${limit}`;
}

/** Names that are accepted, but not worth a place in a list. */
const SHORT_NAMES: Readonly<Record<string, readonly string[]>> = {
  goal: ['max', 'min'],
  distribution: Object.keys(DISTRIBUTION_ALIASES),
  method: Object.keys(samplerAliases),
  type: Object.keys(PRUNER_ALIASES),
  early_terminate: Object.keys(PRUNER_ALIASES),
};

function oneOf(names: readonly string[], path: Path, given: unknown): string {
  const key = String(path[0] === 'benchmark' ? path[0] : path.at(-1));
  const list = names.filter((name) => !SHORT_NAMES[key]?.includes(name)).join(', ');
  if (unsupportedName(key, given)) return `${list} (${String(given)} is not supported by this version)`;
  if (key === 'distribution' && typeof given === 'string' && Object.hasOwn(REFUSED_DISTRIBUTIONS, given))
    return REFUSED_DISTRIBUTIONS[given]!;
  const near = typeof given === 'string' && names.length > 1 ? closest(given, names) : null;
  return near === null ? list : `${list}; did you mean ${near}?`;
}

function at(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      value !== null && typeof value === 'object'
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    data,
  );
}
