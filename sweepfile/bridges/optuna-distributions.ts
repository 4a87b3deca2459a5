/** Optuna's distributions and values as its storages write them, both ways. */
import type { ParameterSpace, Value } from '../../search/types.ts';

/** A distribution as Optuna's `distribution_to_json` writes it. */
export interface OptunaDistribution {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Optuna's choices are no lists: widths of layers become text. */
function choice(value: Value): string | number | boolean {
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

/** A parameter of a space. Optuna has no logarithmic scales in steps: those lose their steps. */
export function toOptuna(parameter: ParameterSpace): OptunaDistribution {
  switch (parameter.kind) {
    case 'constant':
      return { name: 'CategoricalDistribution', attributes: { choices: [choice(parameter.value)] } };
    case 'categorical':
      return { name: 'CategoricalDistribution', attributes: { choices: parameter.values.map(choice) } };
    case 'float': {
      const { min: low, max: high, log } = parameter;
      return { name: 'FloatDistribution', attributes: { low, high, log, step: log ? null : parameter.step } };
    }
    case 'int': {
      const { min: low, max: high, log } = parameter;
      return { name: 'IntDistribution', attributes: { low, high, log, step: log ? 1 : parameter.step } };
    }
  }
}

/** A value as Optuna stores it: the number itself, or the place of a choice; null if the parameter can't take it. */
export function toOptunaValue(parameter: ParameterSpace, value: Value | undefined): number | null {
  if (value === undefined) return null;
  if (parameter.kind === 'constant') return 0;
  if (parameter.kind !== 'categorical')
    return typeof value === 'number' && value >= parameter.min && value <= parameter.max ? value : null;
  const place = parameter.values.findIndex((one) => JSON.stringify(one) === JSON.stringify(value));
  return place < 0 ? null : place;
}
