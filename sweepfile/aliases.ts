/** Other tools' names for the same thing, so that their users' hands need not learn new ones. */
import type { Fault } from './fault.ts';
import { shown } from './fault.ts';

/** Snake-case names of Katib, NNI, Ray, Optuna and ClearML, by ours. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  run_cap: ['max_trial_count', 'max_trial_number', 'max_trials', 'n_trials', 'num_samples', 'total_max_jobs'],
  max_concurrent_trials: [
    'parallel_trial_count',
    'trial_concurrency',
    'max_concurrent',
    'max_number_of_concurrent_tasks',
  ],
  max_failed_trials: ['max_failed_trial_count'],
  max_trial_duration: ['max_trial_time'],
  q: ['step'],
  early_terminate: ['pruner'],
  eta: ['reduction_factor'],
  min_iter: ['min_resource', 'grace_period'],
  max_iter: ['max_resource', 'max_t'],
  max_duration: ['max_experiment_duration', 'time_budget_s'],
  enqueue: ['points_to_evaluate'],
};

const CANONICAL = new Map(
  Object.entries(ALIASES).flatMap(([ours, theirs]) => theirs.map((alias) => [alias, ours] as const)),
);

/** `maxTrials` as `max_trials`: the words of sweep files. */
export function snakeCase(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Our name for a key: camelCase becomes snake_case, other tools' names become ours, the rest stays. */
export function canonicalKey(key: string): string {
  const snake = snakeCase(key);
  return CANONICAL.get(snake) ?? snake;
}

/**
 * The same data with our names for all keys, at every depth.
 * @returns the data, and a fault for each key that was given under two names
 */
export function withCanonicalKeys(data: unknown): {
  readonly data: unknown;
  readonly faults: readonly Fault[];
} {
  const faults: Fault[] = [];
  const rename = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (Array.isArray(value)) return value.map((item, i) => rename(item, [...path, i]));
    if (value === null || typeof value !== 'object') return value;
    const renamed = new Map<string, unknown>();
    const originals = new Map<string, string>();
    for (const [key, inner] of Object.entries(value)) {
      const name = canonicalKey(key);
      if (renamed.has(name))
        faults.push({
          path: [...path, key],
          given: shown(inner),
          allowed: `once only: ${key} is the same as ${originals.get(name)!}`,
        });
      originals.set(name, key);
      renamed.set(name, rename(inner, [...path, name]));
    }
    return Object.fromEntries(renamed);
  };
  return { data: rename(data, []), faults };
}
