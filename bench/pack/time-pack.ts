import * as tf from '@tensorflow/tfjs-core';
import type { Benchmark, TaskData } from '../../hnet/benchmarks/benchmark.types.ts';
import { benchmarkShape } from '../../hnet/configuration/benchmark-shape.ts';
import { headOf } from '../../hnet/configuration/scenario.ts';
import type { MlpTarget } from '../../hnet/model/mlp-target.ts';
import { createBatchSource } from '../../hnet/packed/batches.ts';
import { PackedLearner } from '../../hnet/packed/packed-learner.ts';
import { randomStream } from '../../hnet/random.ts';
import type { HnetLearner } from '../../hnet/strategies/hnet-learner.ts';
import { hnetOptions } from '../../hnet/strategies/hnet-options.ts';
import { learnerAt, now, type Effort } from '../step/time-steps.ts';
import { median } from '../step/median.ts';
import type { Net } from '../step/nets.ts';

/** Samples that batches are drawn from. */
const SAMPLES = 2048;
const BLOCK = 3;

/**
 * Milliseconds of one step of a pack on the current backend, batches of each member's own included.
 * @returns the median over blocks of steps
 */
export async function timePack(
  net: Net,
  previous: number,
  members: number,
  effort: Effort,
): Promise<{ ms: number }> {
  const { benchmark: spec, configuration } = net;
  const one = (await learnerAt(net, previous)) as HnetLearner;
  const arrays = await one.save('midway');
  const benchmark = randomBenchmark(net);
  const learner = new PackedLearner({
    task: previous,
    hypernetwork: one.hypernetwork,
    target: one.target as MlpTarget,
    head: (task) => headOf(spec, task),
    labels: benchmark.kind === 'mse' ? 'values' : 'classes',
  });
  const options = hnetOptions(configuration);
  one.dispose();
  // Every member has its own beta and rates, as in a sweep of them.
  learner.join(
    Array.from({ length: members }, (_, i) => ({
      options: {
        ...options,
        beta: options.beta * (1 + i / members),
        thetaRule: { ...options.thetaRule, learningRate: options.thetaRule.learningRate / (1 + i) },
      },
      seed: i,
      arrays,
    })),
  );
  const source = createBatchSource(benchmark, benchmark.task(previous));
  const rows = configuration.batch_size as number;
  let iteration = 0;
  const timed = async (steps: number): Promise<number> => {
    const start = now(effort.clock);
    for (let i = 1; i <= steps; i += 1) {
      const chosen = Array.from({ length: members }, (_, member) =>
        Uint32Array.from({ length: rows }, (_, row) => (iteration * rows + row + 7 * member) % SAMPLES),
      );
      const batch = source.load(chosen);
      const loss = learner.step(batch, Array<number>(members).fill(iteration), i === steps);
      tf.dispose([batch.x, batch.labels]);
      iteration += 1;
      if (loss === null) continue;
      // Reading the last loss waits for everything queued before it.
      await loss.task.data();
      tf.dispose([loss.task, ...(loss.regulariser === null ? [] : [loss.regulariser])]);
    }
    return (now(effort.clock) - start) / steps;
  };
  try {
    await timed(1);
    const times: number[] = [];
    const end = performance.now() + 1000 * effort.seconds;
    while (times.length === 0 || (times.length * BLOCK < effort.steps && performance.now() < end))
      times.push(await timed(times.length === 0 ? 1 : BLOCK));
    return { ms: median(times) };
  } finally {
    learner.dispose();
    source.dispose();
  }
}

/** Random samples in a benchmark's shape. */
function randomBenchmark({ benchmark: spec }: Net): Benchmark {
  const { inputs: inputSize, outputs } = benchmarkShape(spec);
  const isRegression = spec.name === 'polynomials';
  const data: TaskData = {
    trainSize: SAMPLES,
    valSize: 0,
    testSize: 0,
    batch(_, rows, inputs, labels) {
      const stream = randomStream(1, 'bench', 'samples');
      for (let i = 0; i < rows.length * inputSize; i += 1) inputs[i] = stream.uniform();
      for (let i = 0; i < labels.length; i += 1)
        labels[i] = isRegression ? stream.normal() : stream.integer(outputs);
    },
  };
  return { spec, kind: isRegression ? 'mse' : 'accuracy', inputSize, outputs, task: () => data };
}
