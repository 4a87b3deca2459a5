import { InvalidInputError, type InputIssue } from '../../common/errors.ts';
import { closest } from '../../common/closest.ts';
import { strategyNames } from '../strategies/index.ts';
import type { BenchmarkSpec, Configuration, ParameterValue } from '../types.ts';
import { publishedDefaults } from './defaults.ts';
import { describeDomain, inDomain, type Hyperparameter } from './hyperparameter.types.ts';
import { HNET_HYPERPARAMETERS } from './hyperparameters.ts';
import { targetNetworkOf } from './target.ts';

/** The hyperparameters of a strategy. @throws InvalidInputError for an unknown strategy. */
export function hyperparametersOf(strategy: string): readonly Hyperparameter[] {
  if (!strategyNames.includes(strategy))
    throw new InvalidInputError('configuration', [
      { path: 'strategy', given: strategy, allowed: strategyNames.join(', ') },
    ]);
  return HNET_HYPERPARAMETERS;
}

/** Their names. */
export function parameterNames(strategy: string): readonly string[] {
  return hyperparametersOf(strategy).map((parameter) => parameter.name);
}

/**
 * Fills every hyperparameter left out with its published value and checks all of them.
 * @param given what the user or sampler set
 * @returns a configuration with a value for every hyperparameter, in the order of the strategy's list
 * @throws InvalidInputError naming every fault: unknown names, values out of range, and impossible combinations
 */
export function resolveConfiguration(
  benchmark: BenchmarkSpec,
  strategy: string,
  given: Configuration,
): Configuration {
  const parameters = hyperparametersOf(strategy);
  const names = parameters.map((parameter) => parameter.name);
  const issues: InputIssue[] = [];
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const near = closest(name, names);
    const allowed = near === null ? `one of ${names.join(', ')}` : `did you mean ${near}?`;
    issues.push({ path: `parameters.${name}`, given: 'unknown parameter', allowed });
  }
  const values: Record<string, ParameterValue> = { ...publishedDefaults(benchmark, given), ...given };
  if (strategy !== 'hnet') values.beta = given.beta ?? 0;
  for (const { name, domain } of parameters) {
    if (name === 'embedding_learning_rate') values[name] ??= values.learning_rate!;
    const value = values[name];
    const isCopy = name === 'embedding_learning_rate' && given[name] === undefined;
    if (value === undefined || (!inDomain(domain, value) && !isCopy))
      issues.push({ path: `parameters.${name}`, given: printable(value), allowed: describeDomain(domain) });
  }
  if (issues.length === 0) issues.push(...impossible(benchmark, strategy, values));
  if (issues.length > 0) throw new InvalidInputError('configuration', issues);
  return Object.fromEntries(names.map((name) => [name, values[name]!]));
}

/** As it would stand in a sweep file; JSON has no infinities. */
function printable(value: ParameterValue | undefined): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
}

/** Values that are each legal but can't stand together. */
function impossible(benchmark: BenchmarkSpec, strategy: string, values: Configuration): InputIssue[] {
  const issues: InputIssue[] = [];
  const weights = targetNetworkOf(benchmark, values).layout.size;
  if (values.chunked === true && (values.chunk_size as number) > weights)
    issues.push({
      path: 'parameters.chunk_size',
      given: String(values.chunk_size),
      allowed: `at most ${weights}, the number of target weights (chunked: false generates all of them at once)`,
    });
  if (values.regularised_tasks === 0)
    issues.push({ path: 'parameters.regularised_tasks', given: '0', allowed: '-1 for all, or at least 1' });
  if (strategy !== 'hnet' && values.beta !== 0)
    issues.push({
      path: 'parameters.beta',
      given: String(values.beta),
      allowed: `0 or nothing: ${strategy} has no regulariser (use strategy: hnet for beta > 0)`,
    });
  return issues;
}
