import { InvalidInputError, type InputIssue } from '../../common/errors.ts';
import { closest } from '../../common/closest.ts';
import { STRATEGIES, strategyByName, strategyNames } from '../strategies/index.ts';
import type { BenchmarkSpec, Configuration, ParameterValue, Scenario } from '../types.ts';
import { describeDomain, inDomain, type Hyperparameter } from './hyperparameter.types.ts';

/** The hyperparameters of a strategy. @throws InvalidInputError for an unknown strategy. */
export function hyperparametersOf(strategy: string): readonly Hyperparameter[] {
  if (!strategyNames.includes(strategy))
    throw new InvalidInputError('configuration', [
      { path: 'strategy', given: strategy, allowed: strategyNames.join(', ') },
    ]);
  return strategyByName(strategy).hyperparameters;
}

/** Their names. */
export function parameterNames(strategy: string): readonly string[] {
  return hyperparametersOf(strategy).map((parameter) => parameter.name);
}

/** Strategies that can be trained and scored in a scenario, in the order of help texts. */
export function strategiesFor(scenario: Scenario): readonly string[] {
  return STRATEGIES.filter(({ scenarios }) => scenarios.includes(scenario)).map(({ name }) => name);
}

/** What is wrong with a strategy in the benchmark's scenario, naming the alternatives; null if nothing is. */
export function scenarioIssue(
  benchmark: Pick<BenchmarkSpec, 'scenario'>,
  strategy: string,
): InputIssue | null {
  const { scenarios } = strategyByName(strategy);
  if (scenarios.includes(benchmark.scenario)) return null;
  return {
    path: 'benchmark.scenario',
    given: `${benchmark.scenario} with strategy ${strategy}`,
    allowed:
      `${scenarios.join(', ')} with ${strategy}, which has to be told the task; ` +
      `in ${benchmark.scenario} use strategy ${strategiesFor(benchmark.scenario).join(', ')}`,
  };
}

/**
 * Fills every hyperparameter left out with its published value and checks all of them.
 * @param given what the user or sampler set
 * @returns a configuration with a value for every hyperparameter, in the order of the strategy's list
 * @throws InvalidInputError naming every fault: unknown names, values out of range, impossible combinations, and a
 *   scenario that the strategy has no answer to
 */
export function resolveConfiguration(
  benchmark: BenchmarkSpec,
  strategy: string,
  given: Configuration,
): Configuration {
  const parameters = hyperparametersOf(strategy);
  const method = strategyByName(strategy);
  const names = parameters.map((parameter) => parameter.name);
  const issues: InputIssue[] = [];
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const near = closest(name, names);
    const allowed = near === null ? `one of ${names.join(', ')}` : `did you mean ${near}?`;
    issues.push({ path: `parameters.${name}`, given: 'unknown parameter', allowed });
  }
  const values: Record<string, ParameterValue> = { ...method.defaults(benchmark, given), ...given };
  for (const { name, domain } of parameters) {
    const value = values[name];
    // A default that follows from a faulty value is not a fault of its own.
    if (value === undefined || (Object.hasOwn(given, name) && !inDomain(domain, value)))
      issues.push({ path: `parameters.${name}`, given: printable(value), allowed: describeDomain(domain) });
  }
  if (issues.length === 0) issues.push(...(method.impossible?.(benchmark, values, strategy) ?? []));
  const scenario = scenarioIssue(benchmark, strategy);
  if (scenario !== null) issues.push(scenario);
  if (issues.length > 0) throw new InvalidInputError('configuration', issues);
  return Object.fromEntries(names.map((name) => [name, values[name]!]));
}

/** As it would stand in a sweep file; JSON has no infinities. */
function printable(value: ParameterValue | undefined): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
}
