/** What a study that we export says in a user attribute, so that the way back loses nothing that Optuna has no words for. */
import { canonicalJson } from '../../common/canonical-json.ts';
import type { ParameterSpace } from '../../search/types.ts';
import type { SweepSpec } from '../../workflows/types.ts';
import { snakeCase } from '../aliases.ts';
import type { Entry, Setting } from './bridge.types.ts';
import { toOptuna, type OptunaDistribution } from './optuna-distributions.ts';

/** The attribute's name. */
export const CARRIED = 'sweep';

/** Parts of a spec: values that are fixed, steps on logarithmic scales, conditions, what the values are. */
export type Carried = Pick<
  SweepSpec,
  'benchmark' | 'strategy' | 'method' | 'objective' | 'objectives' | 'space' | 'constraints' | 'seeds'
>;

/** What is carried of a sweep. */
export function carriedBy(spec: SweepSpec): Carried {
  const { benchmark, strategy, method, objective, objectives, space, constraints, seeds } = spec;
  return {
    ...{ benchmark, strategy, method, objective, space, seeds },
    ...(objectives === undefined ? {} : { objectives }),
    ...(constraints === undefined ? {} : { constraints }),
  };
}

const KINDS: readonly unknown[] = [
  'constant',
  'categorical',
  'int',
  'float',
] satisfies ParameterSpace['kind'][];

/** What an entry of user attributes carries; null where it is not ours. */
export function carriedOf(attributes: unknown): Carried | null {
  const carried = (attributes as Record<string, Partial<Carried> | null> | undefined)?.[CARRIED];
  if (typeof carried !== 'object' || carried === null) return null;
  const { space, benchmark, strategy, method, objective, seeds } = carried;
  const whole = [space, benchmark, strategy, method, objective, seeds].every((part) => part !== undefined);
  return whole && Object.values(space!).every((parameter) => KINDS.includes(parameter?.kind))
    ? (carried as Carried)
    : null;
}

/** The keys of a sweep file beside its parameters; what the user names goes before what is carried. */
export function settingOf(
  { benchmark, strategy, method, objective, objectives, constraints, seeds }: Carried,
  named: Setting,
): Readonly<Record<string, unknown>> & { readonly benchmark: unknown; readonly strategy: string } {
  const settings = Object.entries(benchmark).map(([key, value]) => [snakeCase(key), value as unknown]);
  return {
    benchmark: named.benchmark ?? (Object.fromEntries(settings) as Record<string, unknown>),
    strategy: named.strategy === 'hnet' ? strategy : named.strategy,
    method,
    ...(objectives === undefined ? { metric: objective } : { metrics: objectives }),
    ...(constraints === undefined ? {} : { constraints }),
    seeds,
  };
}

/**
 * The carried parameters as entries of a sweep file: those that the study doesn't vary, and those whose distribution is
 * still what we made of them. One that somebody has changed in Optuna since is left to its distribution.
 */
export function keptParameters(
  { space }: Carried,
  distributions: ReadonlyMap<string, OptunaDistribution>,
): Readonly<Record<string, Entry>> {
  return Object.fromEntries(
    Object.entries(space).flatMap(([name, parameter]) => {
      const given = distributions.get(name);
      const same = given === undefined || canonicalJson(given) === canonicalJson(toOptuna(parameter));
      return same ? [[name, entryOfParameter(parameter)] as const] : [];
    }),
  );
}

/** A parameter as the entry that `readParameter` would make it of. */
export function entryOfParameter({ when, ...parameter }: ParameterSpace): Entry {
  return { ...valuesOf(parameter), ...(when === undefined ? {} : { when }) };
}

function valuesOf(parameter: ParameterSpace): Entry {
  switch (parameter.kind) {
    case 'constant':
      return { value: parameter.value };
    case 'categorical':
      return { values: parameter.values };
    case 'int':
    case 'float': {
      const { min, max, log, step } = parameter;
      if (min === max) return { value: min };
      const whole = parameter.kind === 'int';
      const scale = log ? 'log_uniform_values' : 'uniform';
      const q = step === null || (whole && step === 1) ? {} : { q: step };
      const stepped = !whole && step !== null;
      return { distribution: `${whole ? 'int_' : stepped ? 'q_' : ''}${scale}`, min, max, ...q };
    }
  }
}
