/** Exports are read back by other programs' code: TensorFlow.js's own loader, and a few lines that know only the guide. */
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { loadBenchmark, type Benchmark } from '../../../hnet/benchmarks/index.ts';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';
import { resolveConfiguration } from '../../../hnet/configuration/resolve.ts';
import { exportModel, type ExportedFile } from '../../../hnet/export/index.ts';
import { strategyByName } from '../../../hnet/strategies/index.ts';
import { readSafetensors } from '../../../hnet/training/safetensors.ts';
import type { CheckpointBytes } from '../../../hnet/training/stage.types.ts';
import type { Configuration, StageSpec } from '../../../hnet/types.ts';
import { relativeError } from '../../support/naive-hnet.ts';
import { blobs, SMALL_BLOBS, trainTasks, type Training } from '../../support/training.ts';

const cifar = resolveBenchmark({ name: 'split-cifar', tasks: 2, data: 'patterns', train_limit: 20 });

const SMALL_IMAGES: Configuration = {
  chunk_size: 3000,
  task_embedding_size: 3,
  chunk_embedding_size: 3,
  hidden_layers: [],
  batch_size: 4,
  iterations: 2,
  learning_rate_schedule: 'constant',
  learning_rate: 0.01,
};

/** Network, benchmark and configuration of each case. */
const CASES: Record<string, { strategy?: string; images: boolean; configuration: Configuration }> = {
  'a perceptron': {
    images: false,
    configuration: { ...SMALL_BLOBS, iterations: 3, target_activation: 'elu' },
  },
  'a residual network': {
    images: true,
    configuration: {
      ...SMALL_IMAGES,
      target_network: 'resnet14',
      target_channels: [2, 3, 4, 6],
      chunk_size: 500,
    },
  },
  ZenkeNet: {
    images: true,
    configuration: { ...SMALL_IMAGES, target_network: 'zenkenet', chunk_size: 300_000 },
  },
  'a network that is trained itself': {
    strategy: 'naive',
    images: false,
    configuration: { target_layers: [6], iterations: 3, batch_size: 4 },
  },
};

/** Three images a task to test with: plain evaluation is not what is looked at here. */
async function fewImages(): Promise<Benchmark> {
  const whole = await loadBenchmark(cifar, null);
  return { ...whole, task: (index) => ({ ...whole.task(index), valSize: 0, testSize: 3 }) };
}

/** Trains two tasks and exports both. */
async function exported(given: (typeof CASES)[string]) {
  const { strategy = 'hnet', configuration } = given;
  const benchmark = given.images ? await fewImages() : blobs(2);
  const training: Training = { benchmark, strategy, configuration };
  const checkpoint = (await trainTasks(training, 2)).checkpoints[1]!;
  const resolved = resolveConfiguration(benchmark.spec, strategy, configuration);
  const stage: StageSpec = {
    trial: { benchmark: benchmark.spec, strategy, configuration: resolved },
    seed: 1,
    task: 1,
  };
  return { stage, checkpoint, benchmark, files: await exportModel(stage, checkpoint, [0, 1]) };
}

const fileOf = (files: readonly ExportedFile[], path: string): Uint8Array =>
  files.find((file) => file.path === path)!.bytes;

/** What the strategy itself predicts for some test samples of a task. */
function predictions(stage: StageSpec, checkpoint: CheckpointBytes, task: number, x: tf.Tensor2D) {
  const { benchmark, configuration, strategy } = stage.trial;
  const learner = strategyByName(strategy).createLearner({
    benchmark,
    configuration,
    seed: stage.seed,
    onWarning: () => undefined,
  });
  const { arrays } = readSafetensors(checkpoint);
  const own = Object.fromEntries(Object.entries(arrays).filter(([name]) => !name.startsWith('drift.')));
  learner.restore(own, { task: stage.task + 1, midway: false, steps: 0 });
  const predictor = learner.predictor(task);
  const values = predictor.predict(x).dataSync();
  predictor.dispose();
  learner.dispose();
  return values;
}

describe('an exported model', () => {
  beforeAll(async () => {
    await selectBackend('wasm');
  });

  test.each(Object.entries(CASES))('of %s predicts the same in TensorFlow.js', async (_, given) => {
    const { stage, checkpoint, benchmark, files } = await exported(given);
    for (const task of [0, 1]) {
      const { modelTopology, weightsManifest } = JSON.parse(
        new TextDecoder().decode(fileOf(files, `task-${task}/model.json`)),
      ) as { modelTopology: object; weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[] };
      const bytes = fileOf(files, `task-${task}/weights.bin`);
      const model = await loadLayersModel(
        tf.io.fromMemory({
          modelTopology,
          weightSpecs: weightsManifest[0]!.weights,
          weightData: bytes.slice().buffer,
        }),
      );
      const rows = [0, 1, 2];
      const inputs = new Float32Array(rows.length * benchmark.inputSize);
      benchmark.task(task).batch('test', rows, inputs, new Int32Array(rows.length));
      const x = tf.tensor2d(inputs, [rows.length, benchmark.inputSize]);
      const shaped = given.images ? tf.reshape(x, [rows.length, 32, 32, 3]) : x;
      const found = (model.predict(shaped) as tf.Tensor).dataSync();
      expect(found).toHaveLength(rows.length * benchmark.outputs);
      expect(relativeError(found, predictions(stage, checkpoint, task, x))).toBeLessThan(1e-4);
    }
  });

  test('its safetensors generate the weights of a task from the embeddings, by the layout of the guide', async () => {
    const { files } = await exported(CASES['a perceptron']!);
    const { arrays, metadata } = readSafetensors(fileOf(files, 'model.safetensors'));
    const { target } = metadata as { target: { name: string; shape: number[] }[] };
    const { task_embeddings: e } = arrays;
    const at = (name: string) => arrays[`hypernetwork.${name}`]!;
    const chunks = at('chunk_embeddings').shape[0]!;
    const layer = (x: number[], i: number): number[] => {
      const [matrix, bias] = [at(`W${i}`), at(`b${i}`)];
      const width = matrix.shape[1]!;
      return Array.from({ length: width }, (_, out) => {
        const sum = x.reduce(
          (total, value, row) => total + value * matrix.data[row * width + out]!,
          bias.data[out]!,
        );
        return i < 3 ? Math.max(0, sum) : sum;
      });
    };
    const flat: number[] = [];
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      const size = at('chunk_embeddings').shape[1]!;
      const input = [
        ...e!.data.slice(4, 8),
        ...at('chunk_embeddings').data.slice(chunk * size, (chunk + 1) * size),
      ];
      flat.push(...[1, 2, 3].reduce(layer, input));
    }
    let offset = 0;
    for (const { name, shape } of target) {
      const size = shape.reduce((product, extent) => product * extent, 1);
      const tensor = arrays[`task1.${name}`]!;
      expect(tensor.shape).toEqual(shape);
      expect(relativeError(tensor.data, flat.slice(offset, offset + size)), name).toBeLessThan(1e-5);
      offset += size;
    }
  });

  test('says what it is of', async () => {
    const { files, stage } = await exported(CASES['a network that is trained itself']!);
    const description = JSON.parse(new TextDecoder().decode(fileOf(files, 'description.json'))) as object;
    expect(description).toMatchObject({
      strategy: 'naive',
      seed: 1,
      tasks: 2,
      configuration: stage.trial.configuration,
    });
    expect(description).toMatchObject({ heads: [{ task: 0, from: 0, size: 2 }, { task: 1, from: 2, size: 2 }] }); // prettier-ignore
    expect(files.map(({ path }) => path)).toEqual([
      'description.json',
      'model.safetensors',
      'task-0/model.json',
      'task-0/weights.bin',
      'task-1/model.json',
      'task-1/weights.bin',
    ]);
  });

  test('of another stage is refused', async () => {
    const { stage, checkpoint } = await exported(CASES['a network that is trained itself']!);
    await expect(exportModel({ ...stage, seed: 2 }, checkpoint, [0])).rejects.toMatchObject({
      code: 'corrupt-data',
    });
  });
});
