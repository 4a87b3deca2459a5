import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Leader, Revival, TrialEnd } from '../../../workflows/activities.types.ts';
import { initialCarry } from '../../../workflows/sweep/state.ts';
import type { SweepCarry } from '../../../workflows/sweep/state.ts';
import { sweep } from '../../../workflows/sweep/sweep.ts';
import type { SweepEnd } from '../../../workflows/sweep/sweep.ts';
import type { TrialInput } from '../../../workflows/trial/trial.types.ts';
import { DEFAULT_TUNING } from '../../../workflows/tuning.ts';
import type { Suggestion, SweepSpec } from '../../../workflows/types.ts';
import { specOf } from '../../prisma/suite/context.ts';
import { eventually } from '../../support/eventually.ts';
import { held, reset, say, world } from '../fake-workflow.ts';

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('../fake-workflow.ts')).fakes,
}));

const trialSpec = (spec: SweepSpec) => ({
  benchmark: spec.benchmark,
  strategy: spec.strategy,
  configuration: {},
});
const suggestion = (spec: SweepSpec, number: number): Suggestion => ({
  kind: 'trial',
  number,
  trialId: `t${number}`,
  hash: `h${number}`,
  spec: trialSpec(spec),
  assignment: {},
});

/** What was started, in order: the number, with a `c` for a confirmation. */
let started: string[] = [];
const nothing = () => Promise.resolve();

beforeEach(() => {
  started = [];
  reset({ activities: { markSweep: nothing, endSweep: nothing } });
});

const run = (spec: SweepSpec, carry: Partial<SweepCarry> = {}): Promise<SweepEnd> =>
  sweep({
    sweepId: 's',
    spec,
    tuning: DEFAULT_TUNING,
    indexed: false,
    carry: { ...initialCarry(spec), ...carry },
  });

const note = ({ number, purpose }: TrialInput) =>
  void started.push(`${number}${purpose === undefined ? '' : 'c'}`);
const complete = ({ number, purpose }: Pick<TrialInput, 'number' | 'purpose'>): TrialEnd => ({
  number,
  state: 'complete',
  value: 0.5,
  reason: null,
  signature: null,
  ...(purpose !== undefined && { purpose }),
});
/** Trials that end as soon as they have started. */
const endAtOnce = (child: TrialInput) => {
  note(child);
  setTimeout(() => void say('trialEnded', complete(child)), 0);
};

describe('trials asked for again while another is being taken up', () => {
  const spec = specOf({ runCap: 3 });
  const revival = (number: number): Revival => ({ number, generation: 1, from: 'failed', judged: true });
  const ended = { started: 3, ended: { ...initialCarry(spec).ended, failed: 3 } };

  it('are not forgotten', async () => {
    const answer = held();
    world.activities.revive = async ({ number }: Revival) => {
      await answer.passed();
      return suggestion(spec, number);
    };
    world.onStart = endAtOnce;
    const whole = run(spec, { ...ended, revivals: [revival(0)] });
    await answer.asked;
    await say('revive', [revival(1)]);
    answer.open();
    expect(await whole).toMatchObject({ state: 'finished' });
    expect(started).toEqual(['0', '1']);
  });

  it('are not taken up twice while they run', async () => {
    world.activities.revive = ({ number }: Revival) => Promise.resolve(suggestion(spec, number));
    world.onStart = note;
    const whole = run(spec, { ...ended, revivals: [revival(0)] });
    await eventually('trial 0 to run', () => started.length === 1);
    await say('revive', [revival(0), revival(2)]);
    await eventually('trial 2 to run', () => started.includes('2'));
    for (const number of [0, 2]) await say('trialEnded', complete({ number }));
    await whole;
    expect(started).toEqual(['0', '2']);
  });
});

describe('a configuration enqueued while the sampler’s answer waits for a resume', () => {
  it('comes after it', async () => {
    const spec = specOf({ runCap: 2, maxConcurrentTrials: 1 });
    const answer = held();
    const rows: unknown[] = [];
    // As the activity does: a number that has its row is answered from it.
    world.activities.suggest = async ({ number, enqueued }: { number: number; enqueued?: unknown }) => {
      rows[number] ??= enqueued ?? 'drawn';
      await answer.passed();
      return suggestion(spec, number);
    };
    world.onStart = endAtOnce;
    const whole = run(spec);
    await answer.asked;
    const paused = say('pause', { now: false });
    answer.open();
    await paused;
    await say('enqueue', [{ beta: 0.5 }]);
    await say('resume');
    expect(await whole).toMatchObject({ state: 'finished', started: 3 });
    expect(started).toEqual(['0', '1', '2']);
    expect(rows).toEqual(['drawn', { beta: 0.5 }, 'drawn']);
  });
});

describe('more trials asked for while the leaders are chosen', () => {
  it('are searched before there are leaders', async () => {
    const spec = specOf({ runCap: 1, confirm: { seeds: 1, leaders: 1 } });
    const answer = held();
    const leader = (number: number): Leader => ({
      number,
      trialId: `t${number}`,
      hash: `h${number}`,
      spec: trialSpec(spec),
      seeds: [9],
    });
    let chosen = 0;
    world.activities.leaders = async () => {
      const best = chosen++;
      await answer.passed();
      return [leader(best)];
    };
    world.activities.suggest = ({ number }: { number: number }) => Promise.resolve(suggestion(spec, number));
    world.onStart = endAtOnce;
    const whole = run(spec, { started: 1, nextNumber: 1 });
    await answer.asked;
    await say('extend', { trials: 1 });
    answer.open();
    expect(await whole).toMatchObject({ state: 'finished', started: 2 });
    expect(started).toEqual(['1', '1c']);
  });
});
