/** Members of a pack come, go, fail and resume, each on its own. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { Pack } from '../../../hnet/packed/pack.ts';
import { packKey } from '../../../hnet/packed/pack-key.ts';
import { packLimit, stepCost, type PackSetting } from '../../../hnet/packed/pack-limit.ts';
import type { BackendName } from '../../../hnet/types.ts';
import { trainPackOn } from '../../../hnet/packed/train-pack.ts';
import { trainStageOn } from '../../../hnet/training/stage.ts';
import type { CheckpointBytes, StageHooks } from '../../../hnet/training/stage.types.ts';
import { expectEqual, finished, inputOf, packedAndAlone, type Finished } from '../../support/packed.ts';
import { blobs, polynomials, SMALL_BLOBS, type Training } from '../../support/training.ts';

const quiet: StageHooks = { checkpointEverySeconds: Infinity };
const toy = (configuration: Training['configuration'] = {}, seed = 1): Training => ({
  benchmark: polynomials,
  configuration: { iterations: 24, ...configuration },
  seed,
});
const alone = async (training: Training, task: number, previous: CheckpointBytes | null): Promise<Finished> =>
  (await trainStageOn(training.benchmark, inputOf(training, task, { previous }), quiet)) as Finished;

beforeAll(async () => {
  await selectBackend('wasm');
});
/** Tensors alive once packs whose members have ended have cleared up. */
const tensorsAlive = async (): Promise<number> => {
  await new Promise((resolve) => setImmediate(resolve));
  return tf.memory().numTensors;
};

/** Trains two tasks of some members, the second with mid-stage checkpoints at every iteration. */
async function checkpointed(packed: boolean): Promise<Map<number, CheckpointBytes>> {
  const training = toy();
  const { checkpoint } = await alone(training, 0, null);
  const saved = new Map<number, CheckpointBytes>();
  const hooks: StageHooks = {
    checkpointEverySeconds: 0,
    saveCheckpoint: (bytes, iteration) => Promise.resolve(void saved.set(iteration, bytes)),
  };
  const input = inputOf(training, 1, { previous: checkpoint });
  if (packed) await trainPackOn(polynomials, [{ input, hooks }], { turnMs: 0 });
  else await trainStageOn(polynomials, input, hooks);
  return saved;
}

describe('checkpoints', () => {
  test('of packed and single training are the same files: either goes on from the other', async () => {
    const training = toy();
    const first = await alone(training, 0, null);
    const undisturbed = await alone(training, 1, first.checkpoint);
    const ofPack = (await checkpointed(true)).get(9)!;
    const single = (await trainStageOn(
      polynomials,
      inputOf(training, 1, { resume: ofPack }),
      quiet,
    )) as Finished;
    expectEqual(single, undisturbed);
    const ofSingle = (await checkpointed(false)).get(9)!;
    const [packed] = await trainPackOn(polynomials, [
      { input: inputOf(training, 1, { resume: ofSingle }), hooks: quiet },
    ]);
    expectEqual(finished(packed!), undisturbed);
  });

  test('of different iterations go on side by side in one pack', async () => {
    const training = toy();
    const { checkpoint } = await alone(training, 0, null);
    const undisturbed = await alone(training, 1, checkpoint);
    const saved = await checkpointed(false);
    const inputs = [3, 17, 23].map((at) => inputOf(training, 1, { resume: saved.get(at)! }));
    const settled = await trainPackOn(
      polynomials,
      [inputOf(training, 1, { previous: checkpoint }), ...inputs].map((input) => ({ input, hooks: quiet })),
    );
    for (const outcome of settled) expectEqual(finished(outcome), undisturbed);
  });
});

describe('who is in a pack', () => {
  test.each<[string, Training[]]>([
    ['polynomials', [toy({}, 1), toy({ beta: 0.3 }, 2), toy({ learning_rate: 0.001 }, 3)]],
    [
      'heads and chunks',
      [1, 2, 3].map((seed) => ({
        benchmark: blobs(2),
        configuration: { ...SMALL_BLOBS, iterations: 8 },
        seed,
      })),
    ],
  ])('changes nothing, bit for bit, where kernels are deterministic: %s', async (_, members) => {
    const { benchmark } = members[0]!;
    const together = await packedAndAlone(members, 2);
    for (const [i, member] of members.entries()) {
      let previous: CheckpointBytes | null = null;
      for (let task = 0; task < 2; task += 1) {
        const input = inputOf(member, task, { previous });
        const [outcome] = await trainPackOn(benchmark, [{ input, hooks: quiet }]);
        const { checkpoint } = finished(outcome!);
        expect(checkpoint).toEqual(together[task]!.packed[i]!.checkpoint);
        previous = checkpoint;
      }
    }
  });

  test('may change at any time: newcomers join a pack in training', async () => {
    const [early, late] = [toy({ iterations: 60 }, 1), toy({ iterations: 20 }, 2)];
    const pack = new Pack(polynomials, { turnMs: 0 });
    let joined: Promise<unknown> | null = null;
    let withCompany = 0;
    const first = await pack.train(inputOf(early, 0), {
      ...quiet,
      onProgress({ iteration }) {
        if (iteration === 10) joined ??= pack.train(inputOf(late, 0), quiet);
        withCompany = Math.max(withCompany, pack.size);
      },
    });
    expect(withCompany).toBe(2);
    expectEqual(first as Finished, await alone(early, 0, null));
    expectEqual((await joined!) as Finished, await alone(late, 0, null));
    expect((first as Finished).result.device).toMatch(/, packed by 2$/);
  });

  test('shares the time among its members', async () => {
    const members = [1, 2, 3, 4].map((seed) => toy({ iterations: 60 }, seed));
    const started = performance.now();
    const settled = await trainPackOn(
      polynomials,
      members.map((member) => ({ input: inputOf(member, 0), hooks: quiet })),
    );
    const wall = (performance.now() - started) / 1000;
    const seconds = settled.map((outcome) => finished(outcome).result.trainSeconds);
    expect(seconds.reduce((sum, own) => sum + own, 0)).toBeLessThan(wall);
    expect(Math.max(...seconds)).toBeLessThan(1.01 * Math.min(...seconds));
  });

  test('is no stage of another shape or task', async () => {
    const pack = new Pack(polynomials);
    const one = pack.train(inputOf(toy(), 0), quiet);
    await expect(pack.train(inputOf(toy({ hidden_layers: [9] }), 0), quiet)).rejects.toThrow(RangeError);
    await one;
  });
});

describe('a member', () => {
  test('that diverges ends as a result without scores; the others train on', async () => {
    const wild = toy({ optimizer: 'sgd', learning_rate: 1e6, iterations: 60 });
    const calm = toy({ optimizer: 'sgd', learning_rate: 1e-3, iterations: 60 }, 2);
    const before = await tensorsAlive();
    const settled = await trainPackOn(
      polynomials,
      [wild, calm].map((member) => ({ input: inputOf(member, 0), hooks: quiet })),
    );
    const [diverged, trained] = settled.map(finished);
    expect(diverged!.result).toMatchObject({ outcome: 'diverged', val: [], test: [], weightDrift: [] });
    expect(diverged!.result.iterations).toBe((await alone(wild, 0, null)).result.iterations);
    expectEqual(trained!, await alone(calm, 0, null));
    expect(await tensorsAlive()).toBe(before);
  });

  test('that is interrupted leaves a checkpoint and the pack; resumed it ends as if nothing had been', async () => {
    const [leaving, staying] = [toy({ iterations: 40 }, 1), toy({ iterations: 40 }, 2)];
    const interruption = new AbortController();
    let saved: CheckpointBytes | null = null;
    const settled = await trainPackOn(
      polynomials,
      [
        {
          input: inputOf(leaving, 0),
          hooks: {
            ...quiet,
            signal: interruption.signal,
            onProgress: ({ iteration }) => iteration === 15 && interruption.abort(),
            saveCheckpoint: (bytes: CheckpointBytes) => Promise.resolve(void (saved = bytes)),
          },
        },
        { input: inputOf(staying, 0), hooks: quiet },
      ],
      { turnMs: 0 },
    );
    expect(settled[0]).toEqual({ status: 'fulfilled', value: { kind: 'interrupted', iteration: 15 } });
    expectEqual(finished(settled[1]!), await alone(staying, 0, null));
    const [resumed] = await trainPackOn(polynomials, [
      { input: inputOf(leaving, 0, { resume: saved! }), hooks: quiet },
    ]);
    expectEqual(finished(resumed!), await alone(leaving, 0, null));
  });

  test('that is interrupted while it is measured goes straight to the evaluation when resumed', async () => {
    const training = toy();
    const first = await alone(training, 0, null);
    const interruption = new AbortController();
    let saved: CheckpointBytes | null = null;
    const [outcome] = await trainPackOn(polynomials, [
      {
        input: inputOf(training, 1, { previous: first.checkpoint }),
        hooks: {
          ...quiet,
          signal: interruption.signal,
          onProgress: ({ iteration }) => iteration === 24 && interruption.abort(),
          saveCheckpoint: (bytes) => Promise.resolve(void (saved = bytes)),
        },
      },
    ]);
    expect(outcome).toEqual({ status: 'fulfilled', value: { kind: 'interrupted', iteration: 24 } });
    const [resumed] = await trainPackOn(polynomials, [
      { input: inputOf(training, 1, { resume: saved! }), hooks: quiet },
    ]);
    expectEqual(finished(resumed!), await alone(training, 1, first.checkpoint));
  });

  test('that is interrupted while it waits for others to be measured leaves at once', async () => {
    const benchmark = blobs(1);
    const long = { ...SMALL_BLOBS, iterations: 3 };
    const pack = new Pack(benchmark, { turnMs: 0 });
    const interruption = new AbortController();
    let late: Promise<unknown> | null = null;
    let isMeasured = false;
    const first = pack.train(inputOf({ benchmark, configuration: long, seed: 1 }, 0), {
      ...quiet,
      onProgress({ iteration }) {
        if (iteration < 3 || late !== null) return;
        const input = inputOf({ benchmark, configuration: long, seed: 2 }, 0);
        late = pack.train(input, { ...quiet, signal: interruption.signal });
        void late.then(() => expect(isMeasured).toBe(false));
        interruption.abort();
      },
    });
    expect((await first.finally(() => (isMeasured = true))).kind).toBe('finished');
    expect(await late!).toEqual({ kind: 'interrupted', iteration: 0 });
  });

  test('that cannot begin or store its checkpoint fails alone', async () => {
    const members = [toy({}, 1), toy({}, 2), toy({}, 3)];
    const torn = (await alone(members[0]!, 0, null)).checkpoint.slice(0, -1);
    const settled = await trainPackOn(
      polynomials,
      [
        { input: inputOf(members[0]!, 0, { resume: torn }), hooks: quiet },
        {
          input: inputOf(members[1]!, 0),
          hooks: {
            checkpointEverySeconds: 0,
            saveCheckpoint: () => Promise.reject(new Error('the disk is full')),
          },
        },
        { input: inputOf(members[2]!, 0), hooks: quiet },
      ],
      { turnMs: 0 },
    );
    expect(settled[0]).toMatchObject({ status: 'rejected', reason: { code: 'corrupt-data' } });
    expect(settled[1]).toMatchObject({ status: 'rejected', reason: { message: 'the disk is full' } });
    expectEqual(finished(settled[2]!), await alone(members[2]!, 0, null));
  });

  test('fails with the others where a step of all of them does; who comes later starts afresh', async () => {
    const pack = new Pack(polynomials, { turnMs: 0 });
    const matMul = tf.getKernel('BatchMatMul', 'wasm');
    const before = await tensorsAlive();
    const failing = [1, 2].map((seed) =>
      pack.train(inputOf(toy({}, seed), 0), {
        ...quiet,
        onProgress() {
          tf.unregisterKernel('BatchMatMul', 'wasm');
        },
      }),
    );
    const settled = await Promise.allSettled(failing);
    tf.registerKernel(matMul);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expectEqual((await pack.train(inputOf(toy(), 0), quiet)) as Finished, await alone(toy(), 0, null));
    expect(await tensorsAlive()).toBe(before);
  });
});

describe('the key of a pack', () => {
  const keyOf = (training: Training, task = 1): string | null =>
    packKey(inputOf(training, task).spec, 'wasm');

  test('is the same whatever differs but shapes', () => {
    const other = toy(
      { beta: 0, learning_rate: 1, adam_beta1: 0.1, iterations: 5, initialisation: 'hyperfan-in' },
      9,
    );
    expect(keyOf(other)).toBe(keyOf(toy()));
    // Chunks are read by chunked hypernetworks only, momentum by SGD only, the regulariser's words from task 1 on.
    expect(keyOf(toy({ chunk_size: 7, momentum: 0.5 }))).toBe(keyOf(toy()));
    expect(keyOf(toy({ lookahead: false }), 0)).toBe(keyOf(toy(), 0));
    expect(keyOf({ ...toy(), strategy: 'fine-tune' }, 0)).toBe(keyOf(toy(), 0));
  });

  test.each<Training['configuration']>([
    { hidden_layers: [10] },
    { target_layers: [9, 10] },
    { task_embedding_size: 3 },
    { batch_size: 31 },
    { optimizer: 'sgd' },
    { chunked: true },
    { lookahead: false },
    { target_activation: 'relu' },
    { mask_regulariser: true },
  ])('is another where the step is: %o', (configuration) => {
    expect(keyOf(toy(configuration))).not.toBe(keyOf(toy()));
  });

  test('is none for what the packed trainer does not know', () => {
    const spec = inputOf(toy(), 1).spec;
    const later = { ...spec.trial, configuration: { ...spec.trial.configuration, dropout: 0.5 } };
    expect(packKey({ ...spec, trial: later }, 'wasm')).toBeNull();
    const targets = { ...spec.trial, configuration: { ...spec.trial.configuration, soft_targets: 0.9 } };
    expect(packKey({ ...spec, trial: targets }, 'wasm')).toBeNull();
    const shared = { ...spec.trial, benchmark: { ...spec.trial.benchmark, scenario: 'CL3' as const } };
    expect(packKey({ ...spec, trial: shared }, 'wasm')).toBeNull();
    expect(packKey({ ...spec, trial: { ...spec.trial, strategy: 'ewc' } }, 'wasm')).toBeNull();
  });
});

describe('how many are trained together', () => {
  const limitOf = (
    training: Training,
    task: number,
    backend: BackendName,
    setting: PackSetting = 'auto',
  ): number => packLimit(inputOf(training, task).spec, backend, setting);
  const published: Training = { benchmark: blobs(5), configuration: {} };

  test('is many where calls cost more than what they compute, and one where not', () => {
    expect(limitOf(toy(), 1, 'wasm')).toBeGreaterThan(16);
    expect(limitOf(toy(), 1, 'tensorflow')).toBe(128);
    expect(limitOf(published, 4, 'tensorflow')).toBe(1);
    expect(limitOf(published, 4, 'wasm')).toBe(1);
    expect(limitOf(published, 4, 'tensorflow-gpu')).toBeGreaterThan(32);
  });

  test('is one number for all stages of a key, whatever their betas', () => {
    for (const backend of ['tensorflow-gpu', 'tensorflow', 'wasm'] as const)
      for (const training of [published, toy()])
        expect(
          limitOf({ ...training, configuration: { ...training.configuration, beta: 0 } }, 2, backend),
        ).toBe(limitOf(training, 2, backend));
    const { spec } = inputOf({ ...published, configuration: { beta: 0 } }, 4);
    expect(stepCost(spec, 'wasm')).toEqual(stepCost(inputOf(published, 4).spec, 'wasm'));
  });

  test('is no more than memory has room for', () => {
    const { spec } = inputOf(published, 4);
    const fitting = packLimit(spec, 'tensorflow-gpu', 'auto', 1e9);
    expect(fitting).toBeGreaterThan(1);
    expect(fitting).toBeLessThan(32);
    expect(fitting * stepCost(spec, 'tensorflow-gpu').bytes).toBeLessThanOrEqual(1e9 / 2);
  });

  test('is what the user says, where it is possible at all', () => {
    expect(limitOf(published, 4, 'wasm', 7)).toBe(7);
    expect(limitOf(toy(), 1, 'wasm', 'off')).toBe(1);
    expect(limitOf({ ...toy(), strategy: 'ewc' }, 1, 'wasm', 7)).toBe(1);
  });
});
