import { describe, expect, it } from 'vitest';
import { checkSpent, checkTime, secondsLeft } from '../../../workflows/sweep/budget.ts';
import { extendedLimits, extensionFault } from '../../../workflows/sweep/growth.ts';
import {
  atEnd,
  endState,
  initialCarry,
  mayConfirm,
  mayStart,
  mustChooseLeaders,
  trialOrder,
} from '../../../workflows/sweep/state.ts';
import type { SweepCarry } from '../../../workflows/sweep/state.ts';
import { specOf } from '../../prisma/suite/context.ts';

const LIMITS = { runCap: 10, maxDeviceSeconds: 7200, maxSeconds: null };

describe('more of what limits a search', () => {
  it('adds to what is limited', () => {
    expect(extendedLimits(LIMITS, { trials: 5, deviceSeconds: 1800, seconds: 60 })).toEqual({
      runCap: 15,
      maxDeviceSeconds: 9000,
      maxSeconds: null,
    });
  });

  it.each([
    [{}, false, 'given nothing; allowed: trials, deviceSeconds, seconds'],
    [{ trials: 1.5 }, false, 'trials: given 1.5; allowed: a whole number above 0'],
    [{ deviceSeconds: -1 }, false, 'deviceSeconds: given -1; allowed: a number above 0'],
    [{ seconds: 60 }, false, 'seconds: given 60; the sweep has no max_duration that could be raised'],
    [{ trials: 1 }, true, 'trials: given 1; every configuration of the space has been tried'],
    [{ trials: 1, deviceSeconds: 1 }, false, null],
  ])('refuses %j where it makes no sense', (extension, exhausted, fault) => {
    expect(extensionFault(LIMITS, exhausted, extension)).toBe(fault);
  });
});

describe('a budget', () => {
  const spec = specOf({ maxSeconds: 7200, maxDeviceSeconds: 3600 });
  const begun = (): SweepCarry => ({ ...initialCarry(spec), startedAt: 1_000_000 });

  it('of time ends the search when it is over', () => {
    const state = begun();
    expect(secondsLeft(state, 1_000_000 + 7_000_000)).toBe(200);
    checkTime(state, 1_000_000 + 7_199_000);
    expect(state.mode).toBe('running');
    checkTime(state, 1_000_000 + 7_200_000);
    expect(state).toMatchObject({ mode: 'finishing', reason: 'its time is over (max_duration: 2h)' });
    expect(endState(state.mode)).toBe('finished');
  });

  it('of device time ends it when it is spent, and not a sweep that is on its way to another end', () => {
    const state = begun();
    checkSpent(state, 3599);
    expect(state.mode).toBe('running');
    checkSpent(state, 3672);
    expect(state).toMatchObject({
      mode: 'finishing',
      reason: 'its device time is spent: 1.02 h of max_device_hours: 1',
    });
    const stopping: SweepCarry = { ...begun(), mode: 'stopping', reason: 'stopped by request' };
    checkSpent(stopping, 1e6);
    expect(stopping).toMatchObject({ mode: 'stopping', reason: 'stopped by request' });
  });

  it('that is spent starts nothing; what runs is let finish, or pruned where the file says so', () => {
    const running = { number: 0, trialId: 't', workflowId: 'w', startedAt: 0, told: 'run' } as const;
    const state: SweepCarry = { ...begun(), mode: 'finishing', running: [running] };
    expect(mayStart(state)).toBe(false);
    expect(atEnd(state, spec)).toBe(false);
    expect(trialOrder(state, spec, {})).toBe('run');
    const pruning = specOf({ whenSpent: 'prune' });
    expect(trialOrder(state, pruning, {})).toBe('prune');
    expect(trialOrder(state, pruning, { purpose: 'confirm' })).toBe('run');
    expect(atEnd({ ...state, running: [] }, spec)).toBe(true);
  });
});

describe('the confirmation', () => {
  const spec = specOf({ confirm: { seeds: 3, leaders: 2 }, runCap: 1 });
  const over = (change: Partial<SweepCarry>): SweepCarry => ({
    ...initialCarry(spec),
    started: 1,
    ...change,
  });
  const leader = {
    number: 0,
    trialId: 't',
    hash: 'h',
    seeds: [4],
    spec: { benchmark: spec.benchmark, strategy: 'hnet', configuration: {} },
  };

  it('comes when the search is over and nothing runs, and once', () => {
    expect(mustChooseLeaders(initialCarry(spec), spec)).toBe(false);
    expect(mustChooseLeaders(over({}), spec)).toBe(true);
    expect(atEnd(over({}), spec)).toBe(false);
    expect(mustChooseLeaders(over({ leaders: [] }), spec)).toBe(false);
    expect(atEnd(over({ leaders: [] }), spec)).toBe(true);
    expect(mustChooseLeaders(over({}), { ...spec, confirm: null })).toBe(false);
  });

  it('waits while paused, follows a spent budget, and is left out where the user ends the sweep', () => {
    const chosen = over({ leaders: [leader] });
    expect(mayConfirm(chosen)).toBe(true);
    expect(mayConfirm({ ...chosen, concurrency: 0 })).toBe(false);
    expect(mayConfirm({ ...chosen, mode: 'paused' })).toBe(false);
    expect(atEnd({ ...chosen, mode: 'paused' }, spec)).toBe(false);
    expect(mustChooseLeaders(over({ mode: 'finishing' }), spec)).toBe(true);
    for (const mode of ['stopping', 'cancelling', 'failing'] as const) {
      expect(mayConfirm({ ...chosen, mode })).toBe(false);
      expect(atEnd({ ...chosen, mode }, spec)).toBe(true);
    }
  });
});

describe('trials that are taken up again', () => {
  it('are started whatever the cap, and keep the sweep going', () => {
    const spec = specOf({ runCap: 1 });
    const state: SweepCarry = {
      ...initialCarry(spec),
      started: 1,
      revivals: [{ number: 0, generation: 1, from: 'pruned', judged: false }],
    };
    expect(mayStart(state)).toBe(true);
    expect(atEnd(state, spec)).toBe(false);
    expect(mayStart({ ...state, mode: 'finishing' })).toBe(false);
  });
});
