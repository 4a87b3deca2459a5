/** Packs through real slots: processes of their own, which share what they train. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderCheckpointStore } from '../../../activities/checkpoints/folder-store.ts';
import type { JobOutcome, SlotProgress, TrainJob } from '../../../activities/train/slots.types.ts';
import { readSafetensors } from '../../../hnet/index.ts';
import { knowledge } from '../../../workers/knowledge.ts';
import { createSlotPool } from '../../../workers/slots/pool.ts';
import type { PackingOptions, SlotPool } from '../../../workers/slots/pool.ts';
import { relativeError } from '../../support/naive-hnet.ts';
import { tinySweep } from '../../support/tiny-sweep.ts';

const FAULTY = ['--import', new URL('../../support/faulty-slot.ts', import.meta.url).href];

let folder: string;
let pool: SlotPool | null = null;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hnet-packing-'))));
afterEach(() => {
  pool?.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(
  packing: PackingOptions,
  count = 1,
  execArgv: readonly string[] = [],
  fault: string | null = null,
): SlotPool {
  return (pool = createSlotPool(
    count,
    () => ({
      ...{ checkpointDir: folder, dataDir: null, hangSeconds: 60, interruptSeconds: 20 },
      ...{ execArgv, env: fault === null ? {} : { HNET_TEST_FAULT: fault } },
    }),
    packing,
  ));
}

const spec = tinySweep();
let fence = 1000;

/** Long enough that the first stage is still at work when the last has come to join it, on however busy a machine. */
const LONG = 1000;

/** First stages that differ in their seed, or in more. */
function jobOf(seed: number, configuration: Record<string, unknown> = {}): TrainJob {
  const trial = knowledge.resolveTrial(spec, { iterations: 200, ...configuration });
  const stage = { trial, seed, task: 0 };
  const key = knowledge.stageKey(stage, 'cpu');
  const places = { stage, key, previousKey: null, fence: (fence += 1), backend: 'cpu' } as const;
  return { ...places, checkpointEverySeconds: Infinity, checkpointKeep: 1 };
}

interface Heard {
  /** Most that were trained together. */
  packed: number;
  readonly interruption: AbortController;
  readonly ended: Promise<JobOutcome>;
}

function train(slots: SlotPool, job: TrainJob, onProgress?: (progress: SlotProgress) => void): Heard {
  const interruption = new AbortController();
  const heard: Heard = {
    packed: 0,
    interruption,
    ended: slots.train(job, {
      signal: interruption.signal,
      onProgress(progress) {
        heard.packed = Math.max(heard.packed, progress.packed ?? 1);
        onProgress?.(progress);
      },
    }),
  };
  return heard;
}

function result(outcome: JobOutcome) {
  if (outcome.kind !== 'finished') throw new Error('interrupted');
  return outcome.result;
}

const thetaOf = async (job: TrainJob): Promise<Float32Array> =>
  readSafetensors((await createFolderCheckpointStore(folder).readFinal(job.key))!.bytes).arrays.theta!.data;

describe('a slot that packs', () => {
  it('trains stages of one kind together, with the results of each by itself', async () => {
    const jobs = [1, 2, 3, 4].map((seed) => jobOf(seed, { iterations: LONG, learning_rate: 0.001 * seed }));
    const packing = open({ setting: 8 });
    const packed = await Promise.all(jobs.map((job) => train(packing, job).ended));
    const thetas = await Promise.all(jobs.map(thetaOf));
    expect(packed.map((outcome) => result(outcome).device)).toEqual(
      Array(4).fill('CPU, plain JavaScript, packed by 4'),
    );
    packing.close();
    rmSync(folder, { recursive: true, force: true });

    const single = open({ setting: 'off' });
    const alone = await Promise.all(jobs.map((job) => train(single, job).ended));
    for (const [i, job] of jobs.entries()) {
      expect(relativeError(thetas[i]!, await thetaOf(job))).toBeLessThan(1e-3);
      expect(result(packed[i]!).test[0]).toBeCloseTo(result(alone[i]!).test[0]!, 3);
      expect(result(alone[i]!).device).toBe('CPU, plain JavaScript');
    }
  });

  it('wants more stages while a pack has room, and no more than slots where nothing packs', async () => {
    const slots = open({ setting: 8 });
    expect(slots.capacity()).toBe(1);
    let most = 0;
    slots.onCapacity(() => (most = Math.max(most, slots.capacity())));
    await Promise.all([1, 2].map((seed) => train(slots, jobOf(seed, { iterations: LONG })).ended));
    expect(most).toBe(8 + 4);
    expect(slots.capacity()).toBe(1);
  });

  it('leaves idle slots their share', async () => {
    const slots = open({ setting: 8 }, 2);
    const heard = [1, 2, 3, 4].map((seed) => train(slots, jobOf(seed, { iterations: LONG })));
    const outcomes = await Promise.all(heard.map(({ ended }) => ended));
    // What the results say: a short stage may end before it was heard of twice.
    for (const outcome of outcomes) expect(result(outcome).device).toMatch(/packed by 2$/);
  });

  it('takes other stages when its pack has ended', async () => {
    const slots = open({ setting: 8 });
    const [wide, one, other] = [
      jobOf(1, { hidden_layers: [12] }),
      jobOf(2, { iterations: LONG }),
      jobOf(3, { iterations: LONG }),
    ];
    const heard = [wide, one, other].map((job) => train(slots, job));
    const outcomes = await Promise.all(heard.map(({ ended }) => ended));
    const devices = outcomes.map((outcome) => result(outcome).device);
    expect(devices.map((device) => /packed by 2$/.test(device))).toEqual([false, true, true]);
  });

  it('interrupts one of its stages and trains the others on', async () => {
    const slots = open({ setting: 8 });
    const staying = train(slots, jobOf(1, { iterations: LONG }));
    const leaving = train(slots, jobOf(2, { iterations: LONG }), ({ packed, iteration }) => {
      if (packed === 2 && iteration > 0) leaving.interruption.abort();
    });
    const { kind, iteration } = (await leaving.ended) as { kind: string; iteration: number };
    expect(kind).toBe('interrupted');
    expect(iteration).toBeGreaterThan(0);
    expect(slots.capacity()).toBeGreaterThan(1);
    expect(result(await staying.ended).iterations).toBe(LONG);
    const partial = await createFolderCheckpointStore(folder).readNewestPartial(
      jobOf(2, { iterations: LONG }).key,
    );
    expect(partial?.checkpoint.iteration).toBe(iteration);
  });

  it('fails one of its stages that cannot begin; the others end well', async () => {
    const slots = open({ setting: 8 });
    const orphan = { ...jobOf(1), previousKey: 'f'.repeat(40) };
    const heard = [jobOf(2), jobOf(3)].map((job) => train(slots, job));
    await expect(train(slots, orphan).ended).rejects.toMatchObject({ kind: 'missing-checkpoint' });
    for (const { ended } of heard) expect((await ended).kind).toBe('finished');
  });

  it('loses one attempt of each when its process is killed', async () => {
    const slots = open({ setting: 8 });
    let killed = false;
    const heard = [1, 2, 3].map((seed) =>
      train(slots, jobOf(seed, { iterations: 100_000 }), ({ packed }) => {
        if (packed !== 3 || killed) return;
        killed = true;
        process.kill(slots.pids()[0]!, 'SIGKILL');
      }),
    );
    const settled = await Promise.allSettled(heard.map(({ ended }) => ended));
    expect(settled).toMatchObject(Array(3).fill({ status: 'rejected', reason: { kind: 'killed' } }));
    expect((await train(slots, jobOf(1)).ended).kind).toBe('finished');
  });

  it('that runs out of memory in company tries again in smaller company, at nobody’s cost', async () => {
    const slots = open({ setting: 8 }, 1, FAULTY, 'out-of-memory');
    const heard = [1, 2, 3, 4].map((seed) => train(slots, jobOf(seed, { iterations: LONG })));
    const outcomes = await Promise.all(heard.map(({ ended }) => ended));
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(Array(4).fill('finished'));
    expect(heard.every(({ packed }) => packed <= 2)).toBe(true);
  });

  it('that crashes with several trains each by itself, so that only the one to blame is charged', async () => {
    const slots = open({ setting: 8 }, 1, FAULTY, 'crash-in-company');
    const heard = [1, 2, 3].map((seed) => train(slots, jobOf(seed, { iterations: LONG })));
    const outcomes = await Promise.all(heard.map(({ ended }) => ended));
    for (const outcome of outcomes) expect(result(outcome).device).toBe('CPU, plain JavaScript');
  });

  it('that fails for a reason nobody knows gives each another try, alone and in a new process', async () => {
    const file = join(folder, 'until-then');
    writeFileSync(file, '');
    const slots = open({ setting: 8 }, 1, FAULTY, `unknown once ${file}`);
    const heard = [1, 2].map((seed) => train(slots, jobOf(seed, { iterations: LONG })));
    for (const { ended } of heard) expect((await ended).kind).toBe('finished');
    slots.close();

    const always = open({ setting: 8 }, 1, FAULTY, 'unknown');
    await expect(train(always, jobOf(9)).ended).rejects.toMatchObject({
      ...{ code: 'internal', message: 'the device was lost' },
    });
  });

  it('that runs out of memory with one stage alone blames it', async () => {
    const slots = open({ setting: 8 }, 1, ['--max-old-space-size=8']);
    await expect(train(slots, jobOf(1)).ended).rejects.toMatchObject({ kind: 'out-of-memory', company: 1 });
  });
});
