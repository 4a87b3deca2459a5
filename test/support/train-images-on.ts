/** Trains a small network of images on the backend named by the argument, and prints what came of it as one JSON line. */
import { selectBackend } from '../../hnet/backend/index.ts';
import type { BackendName, Configuration } from '../../hnet/types.ts';
import { readSafetensors } from '../../hnet/training/safetensors.ts';
import { halves, SMALL_RESNET } from './image-training.ts';
import { trainTasks } from './training.ts';

/** What a training of two tasks left. */
export interface ImagesTrained {
  readonly losses: readonly number[];
  readonly theta: readonly number[];
}

/** One network: on a software device most of the time goes into compiling shaders. */
const NETWORKS: Record<string, Configuration> = { resnet: { ...SMALL_RESNET, iterations: 2 } };

await selectBackend(process.argv[2] as BackendName);
const benchmark = halves();
const whole = {
  ...benchmark,
  task: (index: number) => ({ ...benchmark.task(index), valSize: 0, testSize: 2 }),
};
const found: Record<string, ImagesTrained> = {};
for (const [name, configuration] of Object.entries(NETWORKS)) {
  const { results, checkpoints } = await trainTasks({ benchmark: whole, configuration }, 2);
  const { theta } = readSafetensors(checkpoints[1]!).arrays;
  found[name] = {
    losses: results.flatMap(({ curve }) => curve.map(({ loss }) => loss)),
    theta: [...theta!.data.slice(0, 5000)],
  };
}
process.stdout.write(`${JSON.stringify(found)}\n`, () => process.exit(0));
