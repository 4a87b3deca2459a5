/** Configurations of a user's own: in a sweep file under `enqueue`, or later by command. */
import { InvalidInputError } from '../common/errors.ts';
import { closest } from '../common/closest.ts';
import { exists, inSpaceOrder, isLegal, parentsFirst } from '../search/space/index.ts';
import type { Assignment, SearchSpace, Value } from '../search/types.ts';
import { describeParameter } from './describe.ts';
import { shown, type Fault, type Path } from './fault.ts';

/** What one configuration may say: a value for each parameter. */
export type GivenConfiguration = Readonly<Record<string, Value>>;

/**
 * Reads a configuration. Every parameter that varies, and exists beside the other values, must have a value of its range;
 * what has only one value may be left out.
 * @param resolve throws an `InvalidInputError` for a combination that can't be trained
 */
export function readConfiguration(
  space: SearchSpace,
  given: GivenConfiguration,
  path: Path,
  resolve: (assignment: Assignment) => unknown,
): { readonly assignment: Assignment; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const names = Object.keys(space);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(space, name)) continue;
    const near = closest(name, names);
    faults.push({
      path: [...path, name],
      given: shown(given[name]),
      allowed: `a parameter of the sweep: ${names.join(', ') || 'none'}${near === null ? '' : `; did you mean ${near}?`}`,
    });
  }
  const assignment: Record<string, Value> = {};
  for (const name of parentsFirst(space)) {
    const parameter = space[name]!;
    if (!exists(space, name, assignment)) {
      if (given[name] !== undefined)
        faults.push({
          path: [...path, name],
          given: shown(given[name]),
          allowed: 'nothing beside these values: it exists only under its condition (when)',
        });
      continue;
    }
    const value = given[name] ?? onlyValue(parameter);
    if (value === null || !isLegal(parameter, value))
      faults.push({
        path: [...path, name],
        given: value === null ? 'nothing' : shown(value),
        allowed: describeParameter(parameter),
      });
    else assignment[name] = value;
  }
  if (faults.length === 0) {
    try {
      resolve(assignment);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      faults.push(
        ...error.issues.map((issue) => ({
          path: [...path, issue.path.replace(/^parameters\./, '')],
          given: issue.given,
          allowed: issue.allowed,
        })),
      );
    }
  }
  return { assignment: inSpaceOrder(space, assignment), faults };
}

function onlyValue(parameter: SearchSpace[string]): Value | null {
  if (parameter.kind === 'constant') return parameter.value;
  if (parameter.kind === 'categorical') return parameter.values.length === 1 ? parameter.values[0]! : null;
  return parameter.min === parameter.max ? parameter.min : null;
}
