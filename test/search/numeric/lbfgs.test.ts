import { describe, expect, it } from 'vitest';
import { minimiseInBox, type WithGradient } from '../../../search/numeric/lbfgs.ts';

const rosenbrock: WithGradient = (x, gradient) => {
  const [a, b] = x as unknown as [number, number];
  gradient[0] = -400 * a * (b - a * a) - 2 * (1 - a);
  gradient[1] = 200 * (b - a * a);
  return 100 * (b - a * a) ** 2 + (1 - a) ** 2;
};
const box = (end: number): Float64Array => Float64Array.of(end, end);

describe('minimiseInBox', () => {
  it('follows a curved valley to its end', () => {
    const { x, evaluations } = minimiseInBox(
      rosenbrock,
      Float64Array.of(-1.2, 1),
      box(-Infinity),
      box(Infinity),
    );
    expect(x[0]).toBeCloseTo(1, 5);
    expect(x[1]).toBeCloseTo(1, 5);
    expect(evaluations).toBeLessThan(100);
  });

  it('stops at the bound where the minimum lies beyond', () => {
    // On x <= 0.5 the minimum of the valley is at (0.5, 0.25).
    const { x } = minimiseInBox(rosenbrock, Float64Array.of(-1.2, 1), box(-2), Float64Array.of(0.5, 2));
    expect(x[0]).toBe(0.5);
    expect(x[1]).toBeCloseTo(0.25, 5);
  });

  it('leaves a bound that descent leads away from', () => {
    const bowl: WithGradient = (x, gradient) => {
      gradient.set(x.map((at) => 2 * (at - 0.5)));
      return x.reduce((sum, at) => sum + (at - 0.5) ** 2, 0);
    };
    const { x } = minimiseInBox(bowl, Float64Array.of(0, 1), box(0), box(1));
    expect([...x]).toEqual([expect.closeTo(0.5, 5), expect.closeTo(0.5, 5)]);
  });

  it('gives up where the function is not finite', () => {
    expect(minimiseInBox(() => NaN, box(0), box(-1), box(1))).toMatchObject({ evaluations: 1 });
  });
});
