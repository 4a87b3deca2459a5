/** From one entry under `parameters` to what the search calls a parameter. */
import { describeDomain, type Hyperparameter } from '../hnet/configuration/hyperparameter.types.ts';
import { cardinality, valueAt, valueKey } from '../search/space/index.ts';
import type { ParameterSpace, Value } from '../search/types.ts';
import { DISTRIBUTION_ALIASES, RANGE_DISTRIBUTIONS } from './distributions.ts';
import { shown, type Fault } from './fault.ts';
import type { ParameterEntry } from './sweep.schema.ts';

type EntryObject = Exclude<ParameterEntry, number | string | boolean>;

/** What became of an entry: a parameter or faults, and remarks that are no faults. */
export interface ReadParameter {
  readonly parameter: ParameterSpace | null;
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
}

/**
 * Reads an entry. Whether a range is of whole or of real numbers follows from the hyperparameter: `{ min: 0, max: 1 }`
 * of a learning rate is continuous, of a layer count it is not, whatever distribution is named; `int_uniform` makes whole
 * numbers of real ones as well.
 * @param hyperparameter what the strategy calls by that name
 */
export function readParameter(hyperparameter: Hyperparameter, entry: ParameterEntry): ReadParameter {
  if (typeof entry !== 'object')
    return { parameter: { kind: 'constant', value: entry }, faults: [], warnings: [] };
  const path = ['parameters', hyperparameter.name];
  const distribution =
    entry.distribution === undefined
      ? undefined
      : (DISTRIBUTION_ALIASES[entry.distribution] ?? entry.distribution);
  const forms = (['value', 'values', 'min'] as const).filter(
    (form) => entry[form] !== undefined || (form === 'min' && entry.max !== undefined),
  );
  const refuse = (given: string, allowed: string, key?: string): ReadParameter => ({
    parameter: null,
    faults: [{ path: key === undefined ? path : [...path, key], given, allowed }],
    warnings: [],
  });
  if (forms.length !== 1)
    return refuse(
      forms.length === 0 ? 'none of them' : shown(entry),
      'exactly one of `value`, `values`, or `min` with `max`',
    );
  if (forms[0] === 'min') return readRange(hyperparameter, entry, distribution, refuse);
  const strangers = (['q', 'log'] as const).filter((key) => entry[key] !== undefined);
  if (strangers.length > 0)
    return refuse(shown(entry[strangers[0]!]), `nothing beside \`${forms[0]!}\``, strangers[0]);
  const expected = forms[0] === 'value' ? 'constant' : 'categorical';
  if (distribution !== undefined && distribution !== expected)
    return refuse(
      shown(entry.distribution),
      `${expected}, or nothing, beside \`${forms[0]!}\``,
      'distribution',
    );
  if (entry.value !== undefined)
    return { parameter: { kind: 'constant', value: entry.value }, faults: [], warnings: [] };
  return readChoices(hyperparameter.name, entry.values!);
}

function readChoices(name: string, values: readonly Value[]): ReadParameter {
  const repeated = values.filter((value, i) => values.findIndex((v) => valueKey(v) === valueKey(value)) < i);
  return {
    parameter: { kind: 'categorical', values },
    faults: [],
    warnings: repeated.map((value) => `parameters.${name}: ${shown(value)} is listed twice and counts once`),
  };
}

function readRange(
  { name, domain }: Hyperparameter,
  entry: EntryObject,
  named: string | undefined,
  refuse: (given: string, allowed: string, key?: string) => ReadParameter,
): ReadParameter {
  const { min, max, q } = entry;
  if (domain.kind !== 'real' && domain.kind !== 'integer')
    return refuse('a range', `\`value\` or \`values\`, each ${describeDomain(domain)}`);
  if (min === undefined || max === undefined)
    return refuse('nothing', 'a number: a range has two ends', min === undefined ? 'min' : 'max');
  if (!(max > min))
    return refuse(shown(max), `a number above min, ${min} (for one value write \`value\`)`, 'max');
  const form = named === undefined ? undefined : RANGE_DISTRIBUTIONS[named];
  if (named !== undefined && form === undefined)
    return refuse(
      named,
      `${Object.keys(RANGE_DISTRIBUTIONS).join(', ')} beside \`min\` and \`max\``,
      'distribution',
    );
  if (form?.stepped === true && q === undefined) return refuse('nothing', `a step: ${named!} needs one`, 'q');
  if (form?.stepped === false && q !== undefined)
    return refuse(shown(q), `nothing beside ${named!}; q_${named!} has a step`, 'q');
  if (entry.log !== undefined && form !== undefined && entry.log !== form.log)
    return refuse(shown(entry.log), `${form.log}, or nothing: ${named!} says so`, 'log');
  const log = form?.log ?? entry.log ?? false;
  if (log && min <= 0) return refuse(shown(min), 'a number > 0: a logarithmic scale has no zero', 'min');

  const whole = domain.kind === 'integer' || form?.whole === true;
  if (whole)
    for (const key of ['min', 'max', 'q'] as const)
      if (entry[key] !== undefined && !Number.isSafeInteger(entry[key]))
        return refuse(shown(entry[key]), 'a whole number', key);
  const parameter: ParameterSpace = whole
    ? { kind: 'int', min, max, log, step: q ?? 1 }
    : { kind: 'float', min, max, log, step: q ?? null };
  return { parameter, faults: [], warnings: unreached(name, parameter) };
}

/** The upper end that steps from the lower one never meet. */
function unreached(name: string, parameter: ParameterSpace): string[] {
  const count = cardinality(parameter);
  if (parameter.kind === 'constant' || parameter.kind === 'categorical' || count === Infinity) return [];
  const last = valueAt(parameter, count - 1) as number;
  if (last === parameter.max) return [];
  return [
    `parameters.${name}: steps of ${parameter.step} from ${parameter.min} end at ${last}, not at ${parameter.max}`,
  ];
}
