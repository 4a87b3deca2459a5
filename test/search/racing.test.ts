import { describe, expect, it } from 'vitest';
import { race } from '../../search/racing.ts';
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
    expect(race(bySeed(0.8, 0.95), bySeed(0.9, 0.8), 'maximize', settings)).toEqual({ goOn: true });
    expect(race(bySeed(0.99, 0.98), bySeed(0.9, 0.8), 'maximize', settings)).toEqual({ goOn: true });
  });

  it('compares only seeds that both have, and not before there are enough', () => {
    const leader = new Map([
      [7, 1],
      [8, 1],
      [1, 0.9],
    ]);
    expect(race(bySeed(0.1, 0.1, 0.1), leader, 'maximize', settings)).toEqual({ goOn: true });
    const three = { minSeeds: 3, alpha: 0.05 };
    expect(race(bySeed(0.1, 0.11), bySeed(0.9, 0.9), 'maximize', three)).toEqual({ goOn: true });
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
