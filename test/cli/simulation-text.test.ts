import { describe, expect, it } from 'vitest';
import { simulationText } from '../../cli/output/simulation-text.ts';
import type { SimulatedEnd, Surface } from '../../search/simulation/index.ts';

const endWith = (...truths: readonly number[]) =>
  ({
    trials: truths.map((value, number) => ({ number, state: 'complete', value })),
    incumbents: truths.map((truth, number) => ({
      ...{ number, value: truth, truth, deviceSeconds: 60 * (number + 1), wallSeconds: 60 * (number + 1) },
    })),
    ...{ stages: 2, reusedStages: 0, deviceSeconds: 120, savedDeviceSeconds: 0, wallSeconds: 120 },
    ...{ exact: 2, nearest: 0, reason: 'run_cap reached' },
  }) as unknown as SimulatedEnd;

const surfaceOf = (name: string, goal: 'maximize' | 'minimize', best: number) =>
  ({ name: 'made up', objective: { name, goal }, best }) as unknown as Surface;

describe('what a simulated sweep came to', () => {
  it('of an accuracy: within half a point, below the best', () => {
    const text = simulationText(
      endWith(0.9, 0.986),
      surfaceOf('val_average_accuracy', 'maximize', 0.99),
      false,
    );
    expect(text).toContain('within half a point of the best there is, 99.00 %, after 2 min 00 s');
    expect(text).toContain('below the best');
  });

  it('of an error: within a tenth, above the best', () => {
    const surface = surfaceOf('val_average_mse', 'minimize', 0.001);
    const text = simulationText(endWith(0.0015, 0.00109), surface, false);
    expect(text).toContain('within a tenth of the best there is, 0.001, after 2 min 00 s');
    expect(text).toContain('above the best');
    expect(text).not.toMatch(/point|below/);
    // 0.0015 is nearer than half a point of a share would be, and half as large again as the best.
    expect(simulationText(endWith(0.0015), surface, false)).toContain('never within a tenth of the best');
  });
});
