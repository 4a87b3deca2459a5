/** A stage interrupted anywhere and resumed ends with the same checkpoint, byte for byte, as one that was not. */
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import type { CheckpointBytes, StageOutcome } from '../../../hnet/training/stage.types.ts';
import { BACKENDS } from '../../support/backends.ts';
import {
  blobs,
  polynomials,
  SMALL_BLOBS,
  trainTask,
  trainTasks,
  type Training,
} from '../../support/training.ts';

const ITERATIONS = 20;
const TRAININGS: Record<string, Training> = {
  'look-ahead, one of the earlier tasks at a time': {
    benchmark: polynomials,
    configuration: { iterations: ITERATIONS, regularised_tasks: 1, batch_size: 70 },
  },
  'the Gram form': {
    benchmark: polynomials,
    configuration: { iterations: ITERATIONS },
    options: { forceRegulariser: 'gram' },
  },
  'targets generated anew, chunks with a surplus': {
    benchmark: blobs(3),
    configuration: { ...SMALL_BLOBS, iterations: ITERATIONS, regulariser_targets: 'online' },
    options: { forceRegulariser: 'plain' },
  },
  'masked heads and momentum': {
    benchmark: blobs(3),
    configuration: {
      ...SMALL_BLOBS,
      iterations: ITERATIONS,
      mask_regulariser: true,
      optimizer: 'sgd',
      momentum: 0.5,
      learning_rate: 1e-3,
    },
  },
  'no regulariser': {
    benchmark: polynomials,
    strategy: 'fine-tune',
    configuration: { iterations: ITERATIONS },
  },
  'a Fisher information measured on some of the samples': {
    benchmark: polynomials,
    strategy: 'ewc',
    configuration: { iterations: ITERATIONS, importance_samples: 30, lambda: 1 },
  },
  'a Fisher information that fades': {
    benchmark: polynomials,
    strategy: 'online-ewc',
    configuration: { iterations: ITERATIONS, gamma: 0.5 },
  },
  'a path integral': {
    benchmark: polynomials,
    strategy: 'si',
    configuration: { iterations: ITERATIONS, c: 10 },
  },
  'sensitivities, with momentum': {
    benchmark: polynomials,
    strategy: 'mas',
    configuration: { iterations: ITERATIONS, optimizer: 'sgd', momentum: 0.5, learning_rate: 1e-3 },
  },
  'stored samples, the task not told': {
    benchmark: blobs(3, 'CL3'),
    strategy: 'experience-replay',
    configuration: { target_layers: [6], batch_size: 16, iterations: ITERATIONS, memory_size: 9 },
  },
  'a column for every task': {
    benchmark: polynomials,
    strategy: 'pnn',
    configuration: { iterations: ITERATIONS },
  },
  'all tasks together': {
    benchmark: polynomials,
    strategy: 'joint',
    configuration: { iterations: ITERATIONS },
  },
  'a new network for every task': {
    benchmark: polynomials,
    strategy: 'from-scratch',
    configuration: { iterations: ITERATIONS },
  },
};

/** A finished outcome less the times it took. */
function lasting(outcome: StageOutcome): object {
  if (outcome.kind !== 'finished') throw new Error('interrupted');
  const { trainSeconds, evaluationSeconds, ...result } = outcome.result;
  expect(trainSeconds).toBeGreaterThan(0);
  expect(evaluationSeconds).toBeGreaterThan(0);
  return { result, checkpoint: Buffer.from(outcome.checkpoint).toString('base64') };
}

describe.each(BACKENDS)('on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  test.each(Object.entries(TRAININGS))(
    'resumed from a checkpoint of any iteration: %s',
    async (_, training) => {
      const before = await trainTasks(training, 2);
      const previous = before.checkpoints[1]!;
      const undisturbed = lasting(await trainTask(training, 2, { previous }));

      const saved = new Map<number, CheckpointBytes>();
      const checkpointed = await trainTask(
        training,
        2,
        { previous },
        {
          checkpointEverySeconds: 0,
          saveCheckpoint: (bytes, iteration) => Promise.resolve(void saved.set(iteration, bytes)),
        },
      );
      expect(lasting(checkpointed)).toEqual(undisturbed);
      expect(saved.size).toBeGreaterThan(10);
      const iterations = [...saved.keys()];
      for (const iteration of [iterations[0]!, iterations[6]!, iterations.at(-1)!]) {
        const resumed = await trainTask(training, 2, { resume: saved.get(iteration)! });
        expect(lasting(resumed), `from iteration ${iteration}`).toEqual(undisturbed);
      }
    },
  );

  test('aborted again and again, while training and while evaluating', async () => {
    const training = {
      ...TRAININGS['look-ahead, one of the earlier tasks at a time']!,
      options: { turnMs: 0 },
    };
    const before = await trainTasks(training, 2);
    const undisturbed = lasting(await trainTask(training, 2, { previous: before.checkpoints[1]! }));

    let resume: CheckpointBytes | null = null;
    let outcome: StageOutcome;
    let interruptions = 0;
    do {
      // Each attempt is allowed two iterations more than the one before; the last ones fall into the evaluation.
      const controller = new AbortController();
      const last: number = 2 * interruptions + 2;
      outcome = await trainTask(
        training,
        2,
        resume === null ? { previous: before.checkpoints[1]! } : { resume },
        {
          signal: controller.signal,
          onProgress: ({ iteration }) => {
            if (iteration >= last) controller.abort();
          },
          saveCheckpoint: (bytes) => Promise.resolve(void (resume = bytes)),
        },
      );
      interruptions += 1;
    } while (outcome.kind === 'interrupted' && interruptions < 50);
    expect(interruptions).toBeGreaterThan(ITERATIONS / 2);
    expect(lasting(outcome)).toEqual(undisturbed);
  });

  test('aborted while it is scored, and while importances are measured', async () => {
    const training = TRAININGS['a Fisher information measured on some of the samples']!;
    const { checkpoints } = await trainTasks(training, 1);
    const undisturbed = lasting(await trainTask(training, 1, { previous: checkpoints[0]! }));
    let resume: CheckpointBytes | null = null;
    const interrupted: number[] = [];
    for (let allowed = 0; ; allowed += 1) {
      // Each attempt is allowed one sign of life more after the last iteration than the one before.
      const controller = new AbortController();
      let signs = 0;
      const outcome: StageOutcome = await trainTask(
        training,
        1,
        resume === null ? { previous: checkpoints[0]! } : { resume },
        {
          signal: controller.signal,
          onProgress: ({ iteration, of }) => {
            if (iteration === of && (signs += 1) > allowed) controller.abort();
          },
          saveCheckpoint: (bytes) => Promise.resolve(void (resume = bytes)),
        },
      );
      if (outcome.kind === 'finished') {
        expect(lasting(outcome)).toEqual(undisturbed);
        break;
      }
      interrupted.push(allowed);
    }
    // Two splits of two tasks, and one batch of samples: aborts within a task are noticed before the next.
    expect(interrupted).toEqual([0, 1, 2, 3, 4]);
  });
});
