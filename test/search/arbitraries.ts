import fc from 'fast-check';
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

const spaceOf = (parameter: fc.Arbitrary<ParameterSpace>): fc.Arbitrary<SearchSpace> =>
  fc.array(parameter, { maxLength: 4 }).map((list) => Object.fromEntries(list.map((p, i) => [`p${i}`, p])));

/** Numbers alone. */
export const numericSpace: fc.Arbitrary<SearchSpace> = spaceOf(fc.oneof(int, stepped, continuous, constant));
export const countableSpace: fc.Arbitrary<SearchSpace> = spaceOf(countable);
export const anySpace: fc.Arbitrary<SearchSpace> = spaceOf(anyParameter);
