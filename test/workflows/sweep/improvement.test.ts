import { describe, expect, it } from 'vitest';
import type { TrialEnd } from '../../../workflows/activities.types.ts';
import { improves } from '../../../search/improvement.ts';
import { initialCarry, takeEnd } from '../../../workflows/sweep/state.ts';
import type { SweepCarry } from '../../../workflows/sweep/state.ts';
import { DEFAULT_TUNING } from '../../../workflows/tuning.ts';
import { specOf } from '../../prisma/suite/context.ts';

const spec = specOf({ stopWhen: { noImprovement: 3 } });

function take(state: SweepCarry, ends: readonly Partial<TrialEnd>[]): void {
  for (const [number, end] of ends.entries()) {
    state.running = [{ number, trialId: 't', workflowId: 'w', startedAt: 0, told: 'run' }];
    const whole = { number, state: 'complete', value: null, reason: null, signature: null, ...end } as const;
    takeEnd(state, whole, { spec, tuning: DEFAULT_TUNING, now: 1e9 });
  }
}
const value = (mean: number, standardError: number | null = 0.01): Partial<TrialEnd> => ({
  value: mean,
  standardError,
});

describe('an improvement', () => {
  it('is more than 1.645 standard errors of the difference', () => {
    const reference = { value: 0.9, standardError: 0.03 };
    // sqrt(0.03^2 + 0.04^2) = 0.05; 1.645 * 0.05 = 0.08225.
    expect(improves('maximize', reference, { value: 0.982, standardError: 0.04 })).toBe(false);
    expect(improves('maximize', reference, { value: 0.983, standardError: 0.04 })).toBe(true);
    expect(improves('minimize', reference, { value: 0.818, standardError: 0.04 })).toBe(false);
    expect(improves('minimize', reference, { value: 0.817, standardError: 0.04 })).toBe(true);
  });

  it('is any at all where one seed says nothing of noise', () => {
    expect(
      improves('maximize', { value: 0.9, standardError: null }, { value: 0.9001, standardError: null }),
    ).toBe(true);
    expect(improves('maximize', null, { value: 0, standardError: null })).toBe(true);
  });
});

describe('a search that no longer improves', () => {
  it('ends well after so many trials, saying why', () => {
    const state = initialCarry(spec);
    take(state, [value(0.9), value(0.91), value(0.5)]);
    expect(state).toMatchObject({ mode: 'running', sinceImprovement: 2 });
    take(state, [{ state: 'pruned' }]);
    expect(state).toMatchObject({
      mode: 'finishing',
      reason: 'no improvement beyond noise in 3 trials (stop_when.no_improvement: 3)',
    });
  });

  it('adds small steps up until together they are more than noise', () => {
    const state = initialCarry(spec);
    take(state, [value(0.9), value(0.91), value(0.92), value(0.93)]);
    expect(state).toMatchObject({ mode: 'running', sinceImprovement: 0, reference: { value: 0.93 } });
  });

  it('counts neither failures nor what users cancelled, nor anything before there is a value', () => {
    const state = initialCarry(spec);
    take(state, [{ state: 'diverged' }, { state: 'pruned' }, { state: 'pruned' }, { state: 'pruned' }]);
    expect(state).toMatchObject({ mode: 'running', sinceImprovement: 0 });
    take(state, [value(0.9), { state: 'failed' }, { state: 'cancelled' }, { state: 'failed' }]);
    expect(state).toMatchObject({ mode: 'running', sinceImprovement: 0 });
  });
});
