import * as tf from '@tensorflow/tfjs-core';
import type { Benchmark, SplitName } from '../benchmarks/benchmark.types.ts';
import type { RegressionFits, TaskFit } from './figure.types.ts';
import type { TrainedHypernetwork } from './trained.ts';

/** What a regression of one input has learnt, task by task, at the places of its test points. */
export async function regressionFits(
  trained: TrainedHypernetwork,
  benchmark: Benchmark,
): Promise<RegressionFits> {
  const tasks: TaskFit[] = [];
  for (let task = 0; task < trained.embeddings.length; task += 1) {
    const test = samples(benchmark, task, 'test');
    const train = samples(benchmark, task, 'train');
    const predictor = trained.learner.predictor(task);
    const output = tf.tidy(() => predictor.predict(tf.tensor2d(test.x, [test.x.length, 1])));
    const fit = Array.from(await output.data());
    output.dispose();
    predictor.dispose();
    tasks.push({
      task,
      x: [...test.x],
      truth: [...test.y],
      fit,
      train: Array.from(train.x, (x, i): [number, number] => [x, train.y[i]!]),
    });
  }
  return { kind: 'fits', tasks };
}

function samples(benchmark: Benchmark, task: number, split: SplitName): { x: Float32Array; y: Float32Array } {
  const data = benchmark.task(task);
  const size = split === 'test' ? data.testSize : data.trainSize;
  const [x, y] = [new Float32Array(size), new Float32Array(size)];
  data.batch(
    split,
    Uint32Array.from({ length: size }, (_, i) => i),
    x,
    y,
  );
  return { x, y };
}
