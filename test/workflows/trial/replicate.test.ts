import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Gate } from '../../../workflows/trial/gate.ts';
import { runReplicate } from '../../../workflows/trial/replicate.ts';
import type { ReplicatePosition, TrialInput } from '../../../workflows/trial/trial.types.ts';
import { DEFAULT_TUNING } from '../../../workflows/tuning.ts';
import { specOf } from '../../prisma/suite/context.ts';
import { reset, world } from '../fake-workflow.ts';

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<object>()),
  ...(await import('../fake-workflow.ts')).fakes,
}));

const { benchmark } = specOf();
const trial: TrialInput = {
  sweepId: 's',
  sweepWorkflowId: 'sweep-s',
  trialId: 't',
  number: 0,
  spec: { benchmark, strategy: 'hnet', configuration: {} },
  seeds: [1],
  backend: 'cpu',
  checkpointEverySeconds: 60,
  checkpointKeep: 2,
  maxTrialSeconds: null,
  tuning: DEFAULT_TUNING,
};
const open: Gate = { closed: () => false, busy: () => false, pass: (work) => work() };
const start: ReplicatePosition = { seed: 1, keys: ['k0'], retrain: false, ended: null };

describe('a replicate whose next stage another trial trains', () => {
  let asked = 0;
  beforeEach(() => {
    asked = 0;
    reset({
      onSleep: () => (world.info.historyLength += 11),
      activities: {
        // Nine times in vain; then the stage turns out to have diverged, and that is the end.
        claimStage: () =>
          Promise.resolve(
            ++asked < 10 ? { kind: 'busy', key: 'k1' } : { kind: 'reused', key: 'k1', outcome: 'diverged' },
          ),
      },
    });
  });
  const longerThan = (events: number) => () => world.info.historyLength > events;

  it('waits patiently', async () => {
    expect(await runReplicate(trial, start, open, longerThan(1000))).toMatchObject({ ended: 'diverged' });
    expect(world.slept).toEqual(['5s', '10s', '20s', '40s', ...Array<string>(5).fill('60s')]);
  });

  it('stops where it is when the history has grown long, but not before it has waited once', async () => {
    expect(await runReplicate(trial, start, open, longerThan(40))).toEqual(start);
    expect(asked).toBe(4);
    world.info.historyLength = 0;
    let checks = 0;
    // Short between two stages, long from then on.
    expect(await runReplicate(trial, start, open, () => checks++ > 0)).toEqual(start);
    expect(asked).toBe(5);
    expect(world.slept).toHaveLength(5);
  });

  it('goes on as it did where older code recorded that', async () => {
    world.patched = false;
    expect(await runReplicate(trial, start, open, longerThan(40))).toMatchObject({ ended: 'diverged' });
    expect(asked).toBe(10);
  });
});
