import type { InputIssue } from '../../common/errors.ts';
import { InvalidInputError } from '../../common/errors.ts';
import { cardinality, configurationAt, spaceSize } from '../space/index.ts';
import type { ParameterSpace, Sampler, SearchSpace } from '../types.ts';

/**
 * Every configuration once, in canonical order: nested loops with the first parameter outermost. Trial n is the n-th,
 * computed from n alone; values given twice count once.
 */
export const grid: Sampler = {
  name: 'grid',
  multiObjective: true,
  faults: (space) =>
    Object.entries(space)
      .filter(([, parameter]) => cardinality(parameter) === Infinity)
      .map(([name, parameter]): InputIssue => ({
        path: `parameters.${name}`,
        given: describeRange(parameter),
        allowed: '`values`, or a distribution with a step `q` (method: grid tries every value)',
      })),
  size(space) {
    check(space);
    return spaceSize(space);
  },
  suggest({ space, number }) {
    check(space);
    return configurationAt(space, number) ?? 'exhausted';
  },
};

/** @throws InvalidInputError for a space that can't be listed */
function check(space: SearchSpace): void {
  const issues = grid.faults(space);
  if (issues.length > 0) throw new InvalidInputError('search space', issues);
}

function describeRange(parameter: ParameterSpace): string {
  return parameter.kind === 'float'
    ? `a continuous range from ${parameter.min} to ${parameter.max}`
    : parameter.kind;
}
