import { describe, expect, it } from 'vitest';
import { race, seedsEarned } from '../../search/racing.ts';
import { uniformStream } from '../../search/random.ts';

const settings = { minSeeds: 2, alpha: 0.05 };
const bySeed = (...values: number[]) => new Map(values.map((value, i) => [i + 1, value]));

describe('racing', () => {
  it('drops what is worse on every seed by nearly the same amount', () => {
    // Differences 0.1, 0.11, 0.09: t = 0.1 / (0.01 / sqrt 3) = 17.32 at 2 degrees of freedom.
    const verdict = race(bySeed(0.8, 0.69, 0.81), bySeed(0.9, 0.8, 0.9), 'maximize', settings);
    expect(verdict).toEqual({ goOn: false, pairs: 3, p: expect.closeTo(0.00166, 4) as unknown });
    expect(race(bySeed(0.9, 0.8, 0.9), bySeed(0.8, 0.69, 0.81), 'minimize', settings).goOn).toBe(false);
  });

  it('goes on while nothing says that the leader is better', () => {
    expect(race(bySeed(0.8, 0.85), bySeed(0.9, 0.8), 'maximize', settings)).toMatchObject({ goOn: true });
    expect(race(bySeed(0.99, 0.98), bySeed(0.9, 0.8), 'maximize', settings)).toMatchObject({ goOn: true });
  });

  it('says who is ahead over the seeds that both have', () => {
    const ahead = (own: number[], leader: number[] | null, goal: 'maximize' | 'minimize' = 'maximize') =>
      race(bySeed(...own), leader === null ? null : bySeed(...leader), goal, settings);
    expect(ahead([0.8, 0.95], [0.9, 0.8])).toEqual({ goOn: true, ahead: true });
    expect(ahead([0.8, 0.85], [0.9, 0.8])).toEqual({ goOn: true, ahead: false });
    expect(ahead([0.8, 0.85], [0.9, 0.8], 'minimize')).toEqual({ goOn: true, ahead: true });
    // The leader's third seed is a bad one, which the other has not had.
    expect(ahead([0.8, 0.85], [0.9, 0.8, 0.1])).toEqual({ goOn: true, ahead: false });
    expect(ahead([0.8, 0.95], null)).toEqual({ goOn: true, ahead: false });
  });

  it('doubles the seeds of who is ahead and gives others one more', () => {
    expect(seedsEarned({ ahead: true }, 3)).toBe(3);
    expect(seedsEarned({ ahead: false }, 3)).toBe(1);
  });

  it('compares only seeds that both have, and not before there are enough', () => {
    const leader = new Map([
      [7, 1],
      [8, 1],
      [1, 0.9],
    ]);
    expect(race(bySeed(0.1, 0.1, 0.1), leader, 'maximize', settings)).toEqual({ goOn: true, ahead: false });
    const three = { minSeeds: 3, alpha: 0.05 };
    expect(race(bySeed(0.1, 0.11), bySeed(0.9, 0.9), 'maximize', three).goOn).toBe(true);
    expect(race(bySeed(0.1, 0.11, 0.12), bySeed(0.9, 0.9, 0.9), 'maximize', three).goOn).toBe(false);
  });

  it('drops a configuration that is as good as the leader about as often as alpha says', () => {
    const draw = uniformStream(5, 0, 1);
    const noise = () => draw() + draw() + draw() - 1.5;
    let dropped = 0;
    for (let i = 0; i < 4000; i += 1)
      if (
        !race(bySeed(noise(), noise(), noise()), bySeed(noise(), noise(), noise()), 'maximize', settings).goOn
      )
        dropped += 1;
    expect(dropped / 4000).toBeGreaterThan(0.03);
    expect(dropped / 4000).toBeLessThan(0.07);
  });
});
