import { describe, expect, test } from 'vitest';
import { importanceOf, type Importance, type Observation } from '../../../search/importance/index.ts';
import { uniformStream } from '../../../search/random.ts';
import { decode, freeParameters } from '../../../search/space/index.ts';
import type { Assignment, ParameterSpace, SearchSpace } from '../../../search/types.ts';

const number = (min = 0, max = 1, log = false): ParameterSpace => ({
  kind: 'float',
  min,
  max,
  log,
  step: null,
});
const choice = (...values: string[]): ParameterSpace => ({ kind: 'categorical', values });

/** Trials drawn at random from a space, with a known objective. */
function trials(
  space: SearchSpace,
  count: number,
  f: (a: Assignment, noise: number) => number,
): Observation[] {
  const uniform = uniformStream(11);
  return Array.from({ length: count }, () => {
    const assignment = decode(
      space,
      freeParameters(space).map(() => uniform()),
    );
    return { assignment, value: f(assignment, uniform() - 0.5) };
  });
}

const shareOf = (importance: Importance, name: string): number =>
  importance.parameters.find((parameter) => parameter.name === name)!.share.mean;
const pairOf = (importance: Importance, ...names: string[]): number =>
  importance.interactions.find((pair) => names.every((name) => pair.names.includes(name)))!.share.mean;

describe('hyperparameter importance', () => {
  test('an additive objective: shares are those of the variances, known by hand', () => {
    const space = { a: number(), b: number(), kind: choice('x', 'y'), idle: number() };
    // Variances: 4/12, 1/12, 0.25 * 1, 0: shares 1/2, 1/8, 3/8, 0.
    const f = ({ a, b, kind }: Assignment): number =>
      2 * (a as number) + (b as number) + (kind === 'x' ? 0 : 1);
    const importance = importanceOf(space, trials(space, 500, f))!;
    expect(shareOf(importance, 'a')).toBeCloseTo(1 / 2, 1);
    expect(shareOf(importance, 'kind')).toBeCloseTo(3 / 8, 1);
    expect(shareOf(importance, 'b')).toBeCloseTo(1 / 8, 1);
    expect(shareOf(importance, 'idle')).toBeLessThan(0.005);
    expect(importance.parameters.map(({ name }) => name)).toEqual(['a', 'kind', 'b', 'idle']);
    expect(importance.interactions[0]!.share.mean).toBeLessThan(0.03);
    expect(importance.outOfBag).toBeGreaterThan(0.95);
  });

  test('a full grid without noise: shares of the finite ANOVA', () => {
    const space = { a: choice('0', '1', '2'), b: choice('0', '1'), c: choice('0', '1') };
    // Four copies of every configuration, so that each bootstrap sample has (nearly) all of them.
    const grid = [0, 1, 2].flatMap((a) =>
      [0, 1].flatMap((b) =>
        [0, 1].flatMap((c) =>
          Array.from({ length: 4 }, (): Observation => ({
            assignment: { a: String(a), b: String(b), c: String(c) },
            value: 3 * a + 2 * b * c,
          })),
        ),
      ),
    );
    const importance = importanceOf(space, grid)!;
    // V(a) = 9 * 2/3 = 6; 2bc: V(b) = V(c) = 1/4 each, interaction 1/4; total 6.75.
    expect(shareOf(importance, 'a')).toBeCloseTo(6 / 6.75, 1);
    expect(shareOf(importance, 'b')).toBeCloseTo(0.25 / 6.75, 1.5);
    expect(pairOf(importance, 'b', 'c')).toBeCloseTo(0.25 / 6.75, 1.5);
  });

  test('an objective of two parameters that only matter together is an interaction', () => {
    const space = { a: choice('0', '1'), b: choice('0', '1') };
    const importance = importanceOf(
      space,
      trials(space, 100, ({ a, b }) => (a === b ? 1 : 0)),
    )!;
    expect(importance.interactions[0]!.names).toEqual(['a', 'b']);
    expect(importance.interactions[0]!.share.mean).toBeGreaterThan(0.9);
    for (const { share } of importance.parameters) expect(share.mean).toBeLessThan(0.05);
  });

  test('a logarithmic scale is the one that counts', () => {
    const space = { rate: number(1e-5, 1e-1, true), other: number() };
    const f = ({ rate, other }: Assignment): number => Math.log10(rate as number) + 4 * (other as number);
    // Both run over four units: as important as one another.
    const importance = importanceOf(space, trials(space, 400, f))!;
    expect(Math.abs(shareOf(importance, 'rate') - shareOf(importance, 'other'))).toBeLessThan(0.1);
    const { dependence } = importance.parameters.find(({ name }) => name === 'rate')!;
    // From -5 + 2 to -1 + 2, straight on the logarithmic scale.
    const middle = dependence[16]!;
    expect(middle.value as number).toBeCloseTo(1e-3, 5);
    expect(middle.mean).toBeCloseTo(-1, 0);
    expect(dependence.at(-1)!.mean - dependence[0]!.mean).toBeGreaterThan(3);
    for (const { spread } of dependence) expect(spread).toBeGreaterThan(0);
  });

  test('permutation importance sees what shuffling destroys, and nothing in an idle parameter', () => {
    const space = { a: number(), idle: number() };
    const { parameters } = importanceOf(
      space,
      trials(space, 300, ({ a }, noise) => (a as number) + 0.2 * noise),
    )!;
    const of = (name: string) => parameters.find((parameter) => parameter.name === name)!.permutation;
    // Shuffled, two independent values of the same variance are compared: about twice the variance.
    expect(of('a').mean).toBeGreaterThan(1.5);
    expect(Math.abs(of('idle').mean)).toBeLessThan(0.05);
  });

  test('a conditional parameter: absent is a value of its own', () => {
    const space = { kind: choice('x', 'y'), depth: number() };
    const all = trials(space, 400, ({ kind, depth }) => (kind === 'x' ? 1 + 4 * (depth as number) : 0)).map(
      ({ assignment, value }): Observation =>
        assignment.kind === 'x' ? { assignment, value } : { assignment: { kind: 'y' }, value },
    );
    const importance = importanceOf(space, all)!;
    const { dependence } = importance.parameters.find(({ name }) => name === 'depth')!;
    expect(dependence.at(-1)!.value).toBeNull();
    expect(dependence.at(-2)!.mean).toBeGreaterThan(dependence[0]!.mean + 1.5);
    expect(importance.outOfBag).toBeGreaterThan(0.95);
  });

  test('of pure noise a forest explains nothing that it has not seen, and it says so', () => {
    const space = { a: number(), b: number() };
    const importance = importanceOf(
      space,
      trials(space, 200, (_, noise) => noise),
    )!;
    expect(importance.outOfBag).toBeLessThan(0.1);
  });

  test('all shares together are the whole', () => {
    const space = { a: number(), b: number(), c: number() };
    const f = ({ a, b, c }: Assignment): number => (a as number) * (b as number) * (c as number);
    const importance = importanceOf(space, trials(space, 200, f))!;
    const told = [...importance.parameters, ...importance.interactions].map(({ share }) => share.mean);
    expect(told.reduce((sum, share) => sum + share, importance.remainder)).toBeCloseTo(1, 10);
    for (const share of told) expect(share).toBeGreaterThanOrEqual(0);
  });

  test('the same seed grows the same forest; another one a slightly different one', () => {
    const space = { a: number(), b: number() };
    const some = trials(space, 80, ({ a, b }, noise) => (a as number) + (b as number) ** 2 + 0.1 * noise);
    expect(importanceOf(space, some, { seed: 3 })).toEqual(importanceOf(space, some, { seed: 3 }));
    const [one, two] = [1, 2].map((seed) => shareOf(importanceOf(space, some, { seed })!, 'a'));
    expect(one).not.toBe(two);
    expect(Math.abs(one! - two!)).toBeLessThan(0.1);
  });

  test('a tree of depth one is a single split: one parameter explains all of it', () => {
    const space = { a: number(), b: number() };
    const some = trials(space, 100, ({ a, b }) => 3 * (a as number) + (b as number));
    const importance = importanceOf(space, some, { depth: 1 })!;
    expect(shareOf(importance, 'a')).toBeCloseTo(1, 6);
    expect(importance.remainder).toBeCloseTo(0, 6);
  });

  test('trials outside of the space, and those without a finite value, are left out and counted', () => {
    const space = { a: number() };
    const some = trials(space, 20, ({ a }) => a as number);
    const foreign = [
      { assignment: { a: 7 }, value: 1 },
      { assignment: { a: 0.5 }, value: NaN },
    ];
    const importance = importanceOf(space, [...some, ...foreign])!;
    expect(importance).toMatchObject({ trials: 20, skipped: 2 });
    expect(importance).toEqual({ ...importanceOf(space, some)!, skipped: 2 });
  });

  test('with nothing to explain there is no importance', () => {
    const one = { assignment: { a: 0.5 }, value: 1 };
    expect(importanceOf({ a: number() }, [one])).toBeNull();
    expect(importanceOf({ a: number() }, [one, { assignment: { a: 0.7 }, value: 1 }])).toBeNull();
    expect(importanceOf({ a: { kind: 'constant', value: 1 } }, [one, { ...one, value: 2 }])).toBeNull();
  });
});
