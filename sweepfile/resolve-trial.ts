import { contentHash } from '../common/canonical-json.ts';
import { InvalidInputError } from '../common/errors.ts';
import { resolveConfiguration } from '../hnet/configuration/resolve.ts';
import type { TrialSpec } from '../hnet/types.ts';
import type { Assignment } from '../search/types.ts';
import type { SweepSpec } from '../workflows/types.ts';
import { brokenConstraints } from './constraints.ts';

/**
 * What a proposal trains: every hyperparameter with its value, published ones where the space says nothing.
 * @throws InvalidInputError for a combination that can't be trained, and for one that breaks the sweep's constraints
 */
export function resolveTrial(
  spec: Pick<SweepSpec, 'benchmark' | 'strategy' | 'constraints'>,
  assignment: Assignment,
): TrialSpec {
  const { benchmark, strategy, constraints = [] } = spec;
  const trial = { benchmark, strategy, configuration: resolveConfiguration(benchmark, strategy, assignment) };
  const broken = brokenConstraints(constraints, trial);
  if (broken.length > 0) throw new InvalidInputError('constraints', broken);
  return trial;
}

/** Names a configuration: equal for proposals that train the same, whatever was spelt out and what was left to defaults. */
export function configurationHash(trial: TrialSpec): string {
  return contentHash(trial);
}
