import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { trialWorkflowId } from '../../../workflows/ids.ts';
import { isRunning } from '../../../workers/temporal/process.ts';
import { eventually } from '../../support/eventually.ts';
import { attemptsOf } from '../../support/history.ts';
import { childInMidStage } from '../../support/kill.ts';
import { allTrials, finished, onlyTrial, stagesOf } from '../../support/outcome.ts';
import { startStack } from '../../support/stack.ts';
import type { RunningTrainWorker, Stack } from '../../support/stack.ts';
import { LONG, tinySweep } from '../../support/tiny-sweep.ts';
import { recorded, undisturbed, withoutTimes } from '../../support/undisturbed.ts';

/** A checkpoint as often as they can be written, so that there is one to go on from. */
const checkpoint = { every: 0.1, keep: 2 };
/** One task of a second or more. */
const SHORT = { benchmark: { name: 'polynomials', tasks: 1 }, parameters: LONG };
/** Too small a heap for what a training needs. */
const SMALL_HEAP = '--max-old-space-size=8';
/** Ends the process as a fault in native code would, as soon as it trains. */
const CRASHING = new URL('../../support/crash-at-start.ts', import.meta.url).href;

describe('the end of a training process in the middle of a stage', () => {
  let stack: Stack;
  let trainer: RunningTrainWorker;
  beforeAll(async () => {
    stack = await startStack();
    stack.startControl();
  });
  afterEach(() => trainer?.stop());
  afterAll(() => stack?.close());

  /** How the one trial's attempts at a task ended; one that went on from a checkpoint as `resumed`. */
  async function endsOf(sweepId: string, task: number): Promise<(string | null)[]> {
    const [trial] = await allTrials(stack.store, sweepId);
    if (!trial) return [];
    const attempts = await attemptsOf(stack.client, trialWorkflowId(sweepId, trial.hash));
    return attempts
      .filter((attempt) => attempt.task === task)
      .map(({ end, resumedFrom }) => (resumedFrom !== null && resumedFrom > 0 ? 'resumed' : end));
  }

  /** The sweep completed, and its one replicate has the numbers of a run that nothing disturbed. */
  async function expectUndisturbed(sweepId: string): Promise<void> {
    const sweep = await finished(stack, sweepId);
    expect(sweep).toMatchObject({ state: 'finished', counts: { complete: 1 } });
    const trial = await onlyTrial(stack.store, sweepId);
    const expected = await undisturbed(trial, sweep.spec);
    const stages = await stagesOf(stack.store, sweepId);
    expect(recorded(stages, stages[0]!)).toEqual(expected.stages);
    const [replicate] = await stack.store.replicates(trial.id);
    expect(withoutTimes(replicate!.metrics!)).toEqual(expected.metrics);
  }

  it('killed once in each stage: the final numbers are equal, bit for bit, to an undisturbed run', async () => {
    trainer = stack.startTrainer();
    const { id } = await stack.sweeps.submit(tinySweep({ name: 'killed', parameters: LONG, checkpoint }));
    const killed: string[] = [];
    for (let task = 0; task < 3; task += 1) {
      const { pid, key } = await childInMidStage(stack, trainer, killed);
      process.kill(pid, 'SIGKILL');
      killed.push(key);
    }
    await expectUndisturbed(id);
    for (let task = 0; task < 3; task += 1) expect(await endsOf(id, task)).toEqual(['killed', 'resumed']);
    expect((await stagesOf(stack.store, id)).map((stage) => stage.attempt)).toEqual([2, 2, 2]);
  });

  it('crashed by a fault in native code: one attempt is lost, and nothing else', async () => {
    trainer = stack.startTrainer();
    const { id } = await stack.sweeps.submit(tinySweep({ name: 'crashed', ...SHORT, checkpoint }));
    process.kill((await childInMidStage(stack, trainer)).pid, 'SIGSEGV');
    await expectUndisturbed(id);
    expect(await endsOf(id, 0)).toEqual(['native-crash', 'resumed']);
  });

  it('hung: the watchdog notices, and another process goes on from the checkpoint', async () => {
    trainer = stack.startTrainer({ hangSeconds: 10 });
    // On a machine that is very busy a start may seem hung too: those attempts are not what this is about.
    const patient = stack.sweepsUnder({ maxCrashes: 100 });
    const { id } = await patient.submit(tinySweep({ name: 'hung', ...SHORT, checkpoint }));
    const { pid } = await childInMidStage(stack, trainer);
    process.kill(pid, 'SIGSTOP');
    await expectUndisturbed(id);
    const ends = await endsOf(id, 0);
    expect(ends.at(-1)).toBe('resumed');
    expect(new Set(ends.slice(0, -1))).toEqual(new Set(['hung']));
    expect(isRunning(pid)).toBe(false);
  });

  it('out of memory once: tried again, and completed where there is enough', async () => {
    // The slot takes its options anew for each process that it starts.
    const execArgv = [SMALL_HEAP];
    trainer = stack.startTrainer({ execArgv });
    const patient = stack.sweepsUnder({ retrySeconds: 3 });
    const { id } = await patient.submit(tinySweep({ name: 'memory', ...SHORT }));
    await eventually('the first attempt to end', async () => (await endsOf(id, 0))[0] ?? null);
    execArgv.length = 0;
    await expectUndisturbed(id);
    expect(await endsOf(id, 0)).toEqual(['out-of-memory', 'finished']);
  });

  it('out of memory again: the trial fails, and the reason says how large the configuration is', async () => {
    trainer = stack.startTrainer();
    const layers = { hidden_layers: { values: [[100_000, 100_000]] } };
    const { id } = await stack.sweeps.submit(tinySweep({ name: 'huge', parameters: layers }));
    expect(await finished(stack, id)).toMatchObject({ state: 'finished', counts: { failed: 1 } });
    expect(await endsOf(id, 0)).toEqual(['out-of-memory', 'out-of-memory']);
    expect((await onlyTrial(stack.store, id)).reason).toMatch(
      /^task 1 of 3, seed \d+: .*; the configuration is too large for this device: its target network has 141 weights, generated in one piece by 10,\d{3},\d{3},\d{3} stored parameters$/s,
    );
  });

  it('crashing every time: the trial fails after five attempts, the next one gets its turn', async () => {
    trainer = stack.startTrainer({ execArgv: ['--import', CRASHING] });
    const { id } = await stack
      .sweepsUnder({ retrySeconds: 0.01 })
      .submit(tinySweep({ name: 'crashes', ...SHORT }));
    expect(await finished(stack, id)).toMatchObject({ state: 'finished', counts: { failed: 1 } });
    expect(await endsOf(id, 0)).toEqual(Array(5).fill('native-crash'));
    expect((await onlyTrial(stack.store, id)).reason).toContain('(5 attempts)');
  });
});
