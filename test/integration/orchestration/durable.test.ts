import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { trialWorkflowId } from '../../../workflows/ids.ts';
import { eventually } from '../../support/eventually.ts';
import { fileNames, isPartial } from '../../support/files.ts';
import { attemptsOf, heartbeatOf, wasContinued } from '../../support/history.ts';
import { allTrials, finished, onlyTrial, stagesOf } from '../../support/outcome.ts';
import { startStack } from '../../support/stack.ts';
import type { RunningWorker, Stack } from '../../support/stack.ts';
import { ENDLESS, OFTEN, ONE_TASK, tinySweep } from '../../support/tiny-sweep.ts';
import { recorded, undisturbed } from '../../support/undisturbed.ts';

describe('a sweep that outlives the runs of its workflows and its workers', () => {
  let stack: Stack;
  let control: RunningWorker;
  let trainers: RunningWorker[] = [];
  beforeAll(async () => {
    stack = await startStack();
    control = stack.startControl();
  });
  afterEach(async () => {
    await Promise.all(trainers.map((trainer) => trainer.stop()));
    trainers = [];
  });
  afterAll(() => stack?.close());

  const startTrainer = (slots = 1) => {
    const trainer = stack.startTrainer({ slots });
    trainers.push(trainer);
    return trainer;
  };

  it('continues as new, again and again, without losing or repeating a trial', async () => {
    startTrainer(2);
    const rolling = stack.sweepsUnder({ historyBound: 40 });
    const spec = tinySweep({
      name: 'rolls',
      max_concurrent_trials: 3,
      parameters: { iterations: { value: 10 }, beta: { values: [0.01, 0.02, 0.03, 0.04, 0.05, 0.06] } },
    });
    const { id } = await rolling.submit(spec);
    const sweep = await finished(stack, id);
    expect(sweep).toMatchObject({
      state: 'finished',
      counts: { complete: 6 },
      stagesRecorded: 18,
      stagesReused: 5,
    });
    const progress = await stack.sweeps.progress(id);
    expect(progress.continued).toBeGreaterThan(0);
    expect(progress).toMatchObject({
      started: 6,
      ended: { complete: 6 },
      best: sweep.bestValue,
      running: [],
    });

    const trials = await allTrials(stack.store, id);
    const workflows = trials.map((trial) => trialWorkflowId(id, trial.hash));
    const continued = await Promise.all(workflows.map((workflow) => wasContinued(stack.client, workflow)));
    expect(continued).toContain(true);
    expect((await stagesOf(stack.store, id)).every((stage) => stage.attempt === 1)).toBe(true);
    const kinds = (await stack.store.events({ sweepId: id, limit: 100 })).map((event) => event.kind);
    expect(kinds.filter((kind) => kind === 'sweep-running')).toHaveLength(1);
  });

  it('steers a sweep that has continued as new while its trials run', async () => {
    startTrainer();
    const rolling = stack.sweepsUnder({ historyBound: 15, inspectSeconds: 1, inspectMaxSeconds: 1 });
    const { id } = await rolling.submit(tinySweep({ name: 'rolls-on', ...ONE_TASK }));
    await eventually('the sweep to continue as new with its trial running', async () => {
      const { continued, running } = await stack.sweeps.progress(id);
      return continued >= 2 && running.length === 1;
    });
    await stack.sweeps.pause(id, { now: true });
    await eventually('the trial to pause', async () => (await onlyTrial(stack.store, id)).state === 'paused');
    await stack.sweeps.cancel(id);
    expect(await finished(stack, id)).toMatchObject({ state: 'cancelled', counts: { cancelled: 1 } });
  });

  it('a trial that waits long for a stage of another’s continues as new meanwhile', async () => {
    startTrainer();
    await control.stop();
    // None of the waiting is done inside the activity.
    const waiting = { pollMs: 100, lookMs: 500, longestMs: 60_000, mostWaiting: 0 };
    control = stack.startControl({ waiting });
    const rolling = stack.sweepsUnder({ historyBound: 10 });
    const parameters = { ...ENDLESS, beta: { values: [0.1, 0.2] } };
    const { id } = await rolling.submit(tinySweep({ name: 'waits', parameters }));
    await eventually('the one that waits to continue as new', async () => {
      const trials = await allTrials(stack.store, id);
      const workflows = trials.map((trial) => trialWorkflowId(id, trial.hash));
      return (await Promise.all(workflows.map((one) => wasContinued(stack.client, one)))).includes(true);
    });
    await rolling.cancel(id);
    expect(await finished(stack, id)).toMatchObject({ state: 'cancelled', counts: { cancelled: 2 } });
  });

  it('a worker that shuts down checkpoints in mid-stage, and another goes on from there', async () => {
    const first = startTrainer();
    const spec = tinySweep({ name: 'moves', ...ONE_TASK, checkpoint: { every: 3600, keep: 1 } });
    const { id } = await stack.sweeps.submit(spec);
    const trial = await eventually('progress in the training', async () => {
      const [row] = await allTrials(stack.store, id);
      if (!row) return null;
      const heartbeat = await heartbeatOf(stack.client, trialWorkflowId(id, row.hash));
      return heartbeat && heartbeat.iteration > 0 ? row : null;
    });
    const before = await fileNames(stack.checkpoints, isPartial);
    await first.stop();
    const left = (await fileNames(stack.checkpoints, isPartial)).filter((name) => !before.includes(name));
    expect(left).toHaveLength(1);

    startTrainer();
    expect(await finished(stack, id)).toMatchObject({ state: 'finished', counts: { complete: 1 } });
    const attempts = await attemptsOf(stack.client, trialWorkflowId(id, trial.hash));
    expect(attempts.map((attempt) => attempt.end)).toEqual(['worker-shutdown', 'finished']);
    expect(attempts[1]!.resumedFrom).toBeGreaterThan(0);
    const expected = await undisturbed(trial, spec);
    const stages = await stagesOf(stack.store, id);
    expect(recorded(stages, stages[0]!)).toEqual(expected.stages);
  });

  it('goes on when the control plane was away', async () => {
    startTrainer();
    const spec = tinySweep({
      name: 'control',
      checkpoint: OFTEN,
      parameters: { beta: { values: [0.1, 0.2, 0.3] } },
    });
    const { id } = await stack.sweeps.submit(spec);
    await eventually('a first stage', async () => (await stagesOf(stack.store, id)).length > 0);
    await control.stop();
    control = stack.startControl();
    expect(await finished(stack, id)).toMatchObject({ state: 'finished', counts: { complete: 3 } });
    expect((await stagesOf(stack.store, id)).every((stage) => stage.attempt === 1)).toBe(true);
  });
});
