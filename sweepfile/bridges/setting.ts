import { closest } from '../../common/closest.ts';
import type { Hyperparameter } from '../../hnet/configuration/hyperparameter.types.ts';
import { catalogue } from '../catalogue.ts';
import type { Setting } from './bridge.types.ts';

/** What is written where nothing is said; a remark says so. */
const ASSUMED = 'split-mnist';

/** Hyperparameters of a strategy. @throws InvalidInputError for an unknown one */
export function ours(strategy: string): readonly Hyperparameter[] {
  return catalogue.hyperparametersOf(strategy);
}

/** The keys that other tools have no word for. */
export function startOf(
  { benchmark, strategy }: Setting,
  remarks: string[],
): { readonly benchmark: string; readonly strategy: string } {
  if (benchmark === null)
    remarks.unshift(
      `no benchmark is named: ${ASSUMED} is written; --benchmark names another, --strategy another strategy`,
    );
  return { benchmark: benchmark ?? ASSUMED, strategy };
}

/** `metric` where ours has that name; otherwise its default, with a remark. */
export function metricOf(
  given: unknown,
  { benchmark, strategy }: Setting,
  remarks: string[],
): Readonly<Record<string, unknown>> {
  const { name, goal, ...rest } = (typeof given === 'string' ? { name: given } : (given ?? {})) as Record<
    string,
    unknown
  >;
  for (const key of Object.keys(rest))
    remarks.push(`metric.${key} is left out: a search ends by run_cap or its budgets`);
  if (typeof name !== 'string') return {};
  const choices = catalogue.metrics(catalogue.resolveBenchmark({ name: benchmark ?? ASSUMED }), strategy);
  const names = choices.map((choice) => choice.name);
  const plain = name
    .split('/')
    .at(-1)!
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_');
  if (names.includes(plain)) return { metric: goal === undefined ? plain : { name: plain, goal } };
  const near = closest(plain, names);
  const way = typeof goal === 'string' && goal.startsWith('min') ? 'minimize' : 'maximize';
  const fitting =
    choices.find((choice) => choice.name === near) ?? choices.find((choice) => choice.goal === way);
  if (fitting === undefined) {
    remarks.push(`metric ${name} is left out: the benchmark has ${names.join(', ')}`);
    return {};
  }
  remarks.push(`metric ${name} is read as ${fitting.name}; there are ${names.join(', ')}`);
  return { metric: { name: fitting.name, goal: fitting.goal } };
}
