import fc from 'fast-check';
import { cardinality, valueAt } from '../../search/space/index.ts';
import type { ParameterSpace, SearchSpace, Value } from '../../search/types.ts';

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom('relu', 'elu', '1'),
  fc.boolean(),
  fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 3 }),
);

const categorical: fc.Arbitrary<ParameterSpace> = fc
  .array(scalar, { minLength: 1, maxLength: 5 })
  .map((values) => ({ kind: 'categorical', values }));

const int: fc.Arbitrary<ParameterSpace> = fc
  .record({
    min: fc.integer({ min: 1, max: 100 }),
    width: fc.integer({ min: 0, max: 20 }),
    step: fc.integer({ min: 1, max: 7 }),
    log: fc.boolean(),
  })
  .map(({ min, width, step, log }) => ({ kind: 'int', min, max: min + width, step, log }));

const stepped: fc.Arbitrary<ParameterSpace> = fc
  .record({
    min: fc.integer({ min: 1, max: 50 }),
    steps: fc.integer({ min: 0, max: 10 }),
    step: fc.constantFrom(0.1, 0.25, 0.3, 1, 1e-3),
    log: fc.boolean(),
  })
  .map(({ min, steps, step, log }) => ({
    kind: 'float',
    min: min / 10,
    max: min / 10 + steps * step,
    step,
    log,
  }));

const continuous: fc.Arbitrary<ParameterSpace> = fc
  .record({
    min: fc.double({ min: 1e-6, max: 10, noNaN: true }),
    ratio: fc.double({ min: 1.001, max: 1e6, noNaN: true }),
    log: fc.boolean(),
  })
  .map(({ min, ratio, log }) => ({ kind: 'float', min, max: min * ratio, step: null, log }));

const constant: fc.Arbitrary<ParameterSpace> = scalar.map((value) => ({ kind: 'constant', value }));

/** A parameter whose values can be counted. */
export const countable: fc.Arbitrary<ParameterSpace> = fc.oneof(categorical, int, stepped, constant);
/** Any parameter. */
export const anyParameter: fc.Arbitrary<ParameterSpace> = fc.oneof(countable, continuous);

const named = (parameters: readonly ParameterSpace[]): SearchSpace =>
  Object.fromEntries(parameters.map((p, i) => [`p${i}`, p]));

const unconditional = (parameter: fc.Arbitrary<ParameterSpace>): fc.Arbitrary<SearchSpace> =>
  fc.array(parameter, { maxLength: 4 }).map(named);

/** Some of whose parameters exist only under values of others that can be counted, before or behind them. */
const spaceOf = (parameter: fc.Arbitrary<ParameterSpace>): fc.Arbitrary<SearchSpace> =>
  fc
    .tuple(
      fc.array(parameter, { maxLength: 4 }),
      fc.array(fc.tuple(fc.boolean(), fc.nat(3), fc.nat(20), fc.nat(20)), { minLength: 4, maxLength: 4 }),
      fc.boolean(),
    )
    .map(([parameters, conditions, reversed]) => {
      const conditional = parameters.map((p, i): ParameterSpace => {
        const [wanted, which, one, other] = conditions[i]!;
        const parent = which % Math.max(1, i);
        const count = i === 0 ? Infinity : cardinality(parameters[parent]!);
        if (!wanted || count === Infinity) return p;
        const values = [one, other].map((place) => valueAt(parameters[parent]!, place % count));
        return { ...p, when: { [`p${parent}`]: values } };
      });
      const entries = Object.entries(named(conditional));
      return Object.fromEntries(reversed ? entries.reverse() : entries);
    });

/** Numbers alone. */
export const numericSpace: fc.Arbitrary<SearchSpace> = unconditional(
  fc.oneof(int, stepped, continuous, constant),
);
export const countableSpace: fc.Arbitrary<SearchSpace> = spaceOf(countable);
export const anySpace: fc.Arbitrary<SearchSpace> = spaceOf(anyParameter);
