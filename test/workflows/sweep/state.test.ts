import { describe, expect, it } from 'vitest';
import type { TrialEnd } from '../../../workflows/activities.types.ts';
import {
  atEnd,
  endState,
  initialCarry,
  mayStart,
  shownReason,
  shownState,
  takeEnd,
  trialOrder,
} from '../../../workflows/sweep/state.ts';
import type { SweepCarry, SweepMode } from '../../../workflows/sweep/state.ts';
import { DEFAULT_TUNING } from '../../../workflows/tuning.ts';
import { specOf } from '../../prisma/suite/context.ts';

const spec = specOf({ maxConcurrentTrials: 2, runCap: 3 });
const START = 1_000_000;

function running(...numbers: number[]): SweepCarry['running'] {
  return numbers.map((number) => ({
    number,
    trialId: `t${number}`,
    workflowId: `trial/s/${number}`,
    startedAt: START,
    told: 'run',
  }));
}

function end(number: number, change: Partial<TrialEnd> = {}): TrialEnd {
  return { number, state: 'complete', value: 0.5, reason: null, signature: null, ...change };
}

function failure(number: number, signature = 'internal: boom'): TrialEnd {
  return end(number, { state: 'failed', value: null, reason: 'boom', signature });
}

/** Takes ends one after another, each of a trial that runs, `seconds` after its start. */
function take(state: SweepCarry, ends: readonly TrialEnd[], change: Partial<typeof spec> = {}, seconds = 1) {
  for (const one of ends) {
    state.running = running(one.number);
    const context = { spec: { ...spec, ...change }, tuning: DEFAULT_TUNING, now: START + seconds * 1000 };
    takeEnd(state, one, context);
  }
}

describe('starting trials', () => {
  it('goes up to the concurrency, and no further', () => {
    const state = initialCarry(spec);
    expect(mayStart(state)).toBe(true);
    state.running = running(0, 1);
    expect(mayStart(state)).toBe(false);
    state.concurrency = 3;
    expect(mayStart(state)).toBe(true);
  });

  it('ends at the run cap and where the sampler has nothing more', () => {
    expect(mayStart({ ...initialCarry(spec), started: 3 })).toBe(false);
    expect(mayStart({ ...initialCarry({ ...spec, runCap: null }), started: 3 })).toBe(true);
    expect(mayStart({ ...initialCarry(spec), exhausted: true })).toBe(false);
  });

  it.each<SweepMode>(['paused', 'stopping', 'cancelling', 'failing'])('starts none while %s', (mode) => {
    expect(mayStart({ ...initialCarry(spec), mode })).toBe(false);
  });
});

describe('the end of a sweep', () => {
  it('waits for running trials in every mode', () => {
    for (const mode of ['running', 'paused', 'stopping', 'cancelling', 'failing'] as const)
      expect(atEnd({ ...initialCarry(spec), mode, exhausted: true, running: running(1) }, spec)).toBe(false);
  });

  it('comes when nothing is left, or at once where nothing more is wanted', () => {
    const state = initialCarry(spec);
    expect(atEnd(state, spec)).toBe(false);
    expect(atEnd({ ...state, mode: 'paused' }, spec)).toBe(false);
    expect(atEnd({ ...state, exhausted: true }, spec)).toBe(true);
    expect(atEnd({ ...state, mode: 'paused', started: 3 }, spec)).toBe(true);
    for (const mode of ['stopping', 'cancelling', 'failing'] as const)
      expect(atEnd({ ...state, mode }, spec)).toBe(true);
  });

  it('is named after the way there', () => {
    const modes = ['running', 'paused', 'stopping', 'cancelling', 'failing'] as const;
    expect(modes.map(endState)).toEqual(['finished', 'finished', 'stopped', 'cancelled', 'failed']);
    expect(modes.map(shownState)).toEqual(['running', 'paused', 'running', 'running', 'running']);
    const reason = 'by request';
    expect(shownReason({ mode: 'paused', reason })).toBe(reason);
    expect(shownReason({ mode: 'cancelling', reason })).toMatch(/^cancelling: /);
    expect(shownReason({ mode: 'stopping', reason })).toMatch(/^stopping: /);
  });
});

describe('what trials are told', () => {
  it('is to pause only on a pause now, and to cancel when the sweep cancels', () => {
    const state = initialCarry(spec);
    expect(trialOrder(state, spec, {})).toBe('run');
    expect(trialOrder({ ...state, mode: 'paused' }, spec, {})).toBe('run');
    expect(trialOrder({ ...state, mode: 'paused', pausedNow: true }, spec, {})).toBe('pause');
    expect(trialOrder({ ...state, mode: 'stopping', pausedNow: true }, spec, {})).toBe('run');
    expect(trialOrder({ ...state, mode: 'cancelling', pausedNow: true }, spec, {})).toBe('cancel');
  });
});

describe('hearing of a trial’s end', () => {
  it('counts it once, however often it is told', () => {
    const state = initialCarry(spec);
    take(state, [end(4)]);
    takeEnd(state, end(4), { spec, tuning: DEFAULT_TUNING, now: START });
    expect(state.running).toEqual([]);
    expect(state.ended.complete).toBe(1);
  });

  it('keeps the best value by the goal, of complete trials only', () => {
    const values = [end(0, { value: 0.5 }), end(1, { value: 0.9 }), end(2, { value: 0.7 })];
    const maximal = initialCarry(spec);
    take(maximal, [...values, end(3, { value: null }), end(4, { state: 'pruned', value: 1 })]);
    expect(maximal.best).toBe(0.9);
    const minimal = initialCarry(spec);
    take(minimal, values, { objective: { name: 'val_average_mse', goal: 'minimize' } });
    expect(minimal.best).toBe(0.5);
  });

  it('pauses at a run of failures that trained nothing, however long they tried', () => {
    const state = initialCarry(spec);
    const inVain = [0, 1, 2, 3, 4].map((n): TrialEnd => ({ ...failure(n), untrained: true }));
    take(state, inVain.slice(0, 4), {}, 302);
    expect(state.mode).toBe('running');
    take(state, inVain.slice(4), {}, 302);
    expect(state.mode).toBe('paused');
  });

  it('does not give back the devices of a sweep that is paused already', () => {
    const state: SweepCarry = {
      ...initialCarry(spec),
      mode: 'paused',
      pausedNow: true,
      reason: 'by request',
    };
    take(
      state,
      [0, 1, 2, 3, 4].map((n) => failure(n)),
    );
    expect(state).toMatchObject({ mode: 'paused', pausedNow: true });
    expect(state.reason).toMatch(/^5 trials in a row/);
  });

  it('pauses at a run of quick failures of the same kind, saying why', () => {
    const state = initialCarry(spec);
    take(
      state,
      [0, 1, 2, 3].map((n) => failure(n)),
    );
    expect(state.mode).toBe('running');
    take(state, [failure(4)]);
    expect(state).toMatchObject({ mode: 'paused', pausedNow: false });
    expect(state.reason).toBe('5 trials in a row failed in the same way: boom');
  });

  it.each([
    ['another kind in between', [failure(9, 'hung: other')]],
    ['a complete trial in between', [end(9)]],
    ['a diverged one in between', [end(9, { state: 'diverged', value: null })]],
  ])('goes on with %s', (_, between) => {
    const state = initialCarry(spec);
    take(state, [failure(0), failure(1), failure(2), failure(3), ...between, failure(4)]);
    expect(state.mode).toBe('running');
  });

  it('does not mistake slow failures or cancelled trials for a pattern', () => {
    const slow = initialCarry(spec);
    take(
      slow,
      [0, 1, 2, 3, 4, 5].map((n) => failure(n)),
      {},
      DEFAULT_TUNING.breakerSeconds + 1,
    );
    expect(slow.mode).toBe('running');
    // A cancelled trial says nothing about the others: it neither counts nor clears.
    const cancelled = initialCarry(spec);
    const cancel = end(8, { state: 'cancelled', value: null });
    take(cancelled, [failure(0), failure(1), failure(2), failure(3), cancel, failure(4)]);
    expect(cancelled.mode).toBe('paused');
  });

  it('fails the sweep once more trials failed than allowed', () => {
    const state = initialCarry(spec);
    take(state, [failure(0, 'a'), failure(1, 'b')], { maxFailedTrials: 2 });
    expect(state.mode).toBe('running');
    take(state, [failure(2, 'c')], { maxFailedTrials: 2 });
    expect(state.mode).toBe('failing');
    expect(state.reason).toBe('3 trials failed, more than max_failed_trials: 2; the last: boom');
  });

  it('leaves a sweep that is on its way to an end on its way', () => {
    for (const mode of ['stopping', 'cancelling'] as const) {
      const state: SweepCarry = { ...initialCarry(spec), mode, reason: 'by request' };
      take(
        state,
        [0, 1, 2, 3, 4, 5].map((n) => failure(n)),
        { maxFailedTrials: 0 },
      );
      expect(state).toMatchObject({ mode, reason: 'by request', ended: { failed: 6 } });
    }
  });
});
