/** A slot tells a slow training from a hung one, and does not wait for a process that can't be killed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TrainJob } from '../../../activities/train/slots.types.ts';
import { knowledge } from '../../../workers/knowledge.ts';
import { createSlotPool } from '../../../workers/slots/pool.ts';
import type { SlotPool } from '../../../workers/slots/pool.ts';
import type { SlotOptions } from '../../../workers/slots/slot.ts';
import { tinySweep } from '../../support/tiny-sweep.ts';

const FAULTY = ['--import', new URL('../../support/faulty-slot.ts', import.meta.url).href];

let folder: string;
let pool: SlotPool | null = null;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hnet-watchdog-'))));
afterEach(() => {
  pool?.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(options: Partial<SlotOptions>, setting: 'off' | number = 'off'): SlotPool {
  const usual = { hangSeconds: 60, interruptSeconds: 20, execArgv: [], env: {} };
  return (pool = createSlotPool(1, () => ({ checkpointDir: folder, dataDir: null, ...usual, ...options }), {
    setting,
  }));
}

/** A first stage so long that points of its curve are minutes apart. */
function jobOf(): TrainJob {
  const trial = knowledge.resolveTrial(tinySweep(), { iterations: 100_000_000 });
  const stage = { trial, seed: 1, task: 0 };
  const places = { stage, key: knowledge.stageKey(stage, 'cpu'), previousKey: null, fence: 1001 } as const;
  return { ...places, backend: 'cpu', checkpointEverySeconds: Infinity, checkpointKeep: 1 };
}

it.each([
  ['by itself', 'off'],
  ['in a pack', 4],
] as const)('a training %s is heard of between the points of its curve', async (_, setting) => {
  const slots = open({ hangSeconds: 10 }, setting);
  const interruption = new AbortController();
  let started = 0;
  const outcome = await slots.train(jobOf(), {
    signal: interruption.signal,
    onProgress() {
      started ||= performance.now();
      if (performance.now() - started > 13_000) interruption.abort();
    },
  });
  // Not killed after ten seconds as hung.
  expect(outcome.kind).toBe('interrupted');
  expect((outcome as { iteration: number }).iteration).toBeLessThan(500_000);
});

it('a process that does not even end when it is killed is left behind', async () => {
  const slots = open({
    ...{ hangSeconds: 8, graveMs: 500, execArgv: FAULTY, env: { HNET_TEST_FAULT: 'unkillable' } },
  });
  const started = performance.now();
  const training = slots.train(jobOf(), {
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  await expect(training).rejects.toMatchObject({ kind: 'hung' });
  // What holds its standard error does so for a minute.
  expect(performance.now() - started).toBeLessThan(40_000);
});
