import { contentHash } from '../common/canonical-json.ts';
import { resolveConfiguration } from '../hnet/configuration/resolve.ts';
import type { TrialSpec } from '../hnet/types.ts';
import type { Assignment } from '../search/types.ts';
import type { SweepSpec } from '../workflows/types.ts';

/**
 * What a proposal trains: every hyperparameter with its value, published ones where the space says nothing.
 * @throws InvalidInputError for a combination that can't be trained
 */
export function resolveTrial(
  spec: Pick<SweepSpec, 'benchmark' | 'strategy'>,
  assignment: Assignment,
): TrialSpec {
  const { benchmark, strategy } = spec;
  return { benchmark, strategy, configuration: resolveConfiguration(benchmark, strategy, assignment) };
}

/** Names a configuration: equal for proposals that train the same, whatever was spelt out and what was left to defaults. */
export function configurationHash(trial: TrialSpec): string {
  return contentHash(trial);
}
