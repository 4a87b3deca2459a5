import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderCheckpointStore } from '../../../activities/checkpoints/folder-store.ts';
import type { JobOutcome, TrainJob } from '../../../activities/train/slots.types.ts';
import { knowledge } from '../../../workers/knowledge.ts';
import { trainJob } from '../../../workers/slots/train-job.ts';
import { tinySweep } from '../../support/tiny-sweep.ts';

describe('a job in a slot’s process', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hnet-job-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const spec = tinySweep();
  const trial = knowledge.resolveTrial(spec, { iterations: 200 });

  function jobOf(task: number, fence: number): TrainJob {
    const stage = (at: number) => ({ trial, seed: spec.seeds[0]!, task: at });
    const keyOf = (at: number) => knowledge.stageKey(stage(at), 'cpu');
    const previousKey = task === 0 ? null : keyOf(task - 1);
    const job = { stage: stage(task), key: keyOf(task), previousKey, fence, backend: 'cpu' } as const;
    return { ...job, checkpointEverySeconds: Infinity, checkpointKeep: 1 };
  }

  /** Trains, interrupted after the first word of progress if asked to; gives the first iteration told, too. */
  async function run(
    job: TrainJob,
    interrupt = false,
  ): Promise<{ outcome: JobOutcome; first: number | null }> {
    const interruption = new AbortController();
    let first: number | null = null;
    const outcome = await trainJob(job, {
      checkpoints: createFolderCheckpointStore(folder),
      dataDir: null,
      signal: interruption.signal,
      onPrepared: () => undefined,
      onProgress({ iteration }) {
        first ??= iteration;
        if (interrupt) interruption.abort();
      },
    });
    return { outcome, first };
  }

  it('interrupted, leaves a checkpoint from which the next attempt really goes on', async () => {
    const interrupted = await run(jobOf(0, 1001), true);
    expect(interrupted.outcome.kind).toBe('interrupted');
    const { iteration } = interrupted.outcome as Extract<JobOutcome, { kind: 'interrupted' }>;
    expect(iteration).toBeGreaterThan(0);
    expect(iteration).toBeLessThan(200);

    const resumed = await run(jobOf(0, 1002));
    expect(resumed.outcome).toMatchObject({ kind: 'finished', resumedFrom: iteration });
    expect(resumed.first).toBeGreaterThan(iteration);
  });

  it('whose stage is finished already trains nothing', async () => {
    const { outcome } = await run(jobOf(0, 1001));
    const again = await run(jobOf(0, 1002));
    expect(again.first).toBeNull();
    expect(again.outcome).toEqual({ ...outcome, resumedFrom: 200 });
  });

  it('refuses to begin without the checkpoint of the stage before', async () => {
    await expect(run(jobOf(1, 1001))).rejects.toMatchObject({ kind: 'missing-checkpoint' });
  });

  it('refuses a stage that is meant for code of another version, and leaves nothing under its key', async () => {
    const job = { ...jobOf(0, 1001), key: 'f'.repeat(40) };
    await expect(run(job)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^this worker trains by version \d+, the sweep by another$/) as string,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses to begin once a newer attempt has', async () => {
    await createFolderCheckpointStore(folder).openAttempt(jobOf(0, 1).key, 1002);
    await expect(run(jobOf(0, 1001))).rejects.toMatchObject({ code: 'stale-attempt' });
  });
});
