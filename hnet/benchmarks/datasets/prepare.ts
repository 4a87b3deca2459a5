import type { BenchmarkSpec } from '../../types.ts';
import { loadCifar10, loadCifar100 } from './cifar.ts';
import type { ImageDataset } from './images.types.ts';
import type { LoadOptions } from './locate.ts';
import { loadFashionMnist, loadMnist } from './mnist.ts';

/** Data sets that are files, by the name under which `data get` fetches them. */
export const datasetNames = ['mnist', 'fashion-mnist', 'cifar-10', 'cifar-100'] as const;
export type DatasetName = (typeof datasetNames)[number];

/** Where to look, whether to fetch, and whom to tell. */
export type PrepareOptions = Pick<LoadOptions, 'dataDir' | 'onProgress' | 'download'>;

/** Makes sure that a data set is here and whole, downloading it if need be and allowed. @throws UserError `unavailable`, `corrupt-data` */
export async function prepareDataset(
  name: DatasetName,
  options: PrepareOptions,
): Promise<{ images: number }> {
  const { train, test } = await LOADERS[name](options);
  return { images: train.count + test.count };
}

const LOADERS: Readonly<Record<DatasetName, (options: PrepareOptions) => Promise<ImageDataset>>> = {
  mnist: loadMnist,
  'fashion-mnist': loadFashionMnist,
  'cifar-10': loadCifar10,
  'cifar-100': loadCifar100,
};

/** Makes sure that a benchmark's data can be had; what is made by arithmetic always can. */
export async function prepareBenchmark(benchmark: BenchmarkSpec, options: PrepareOptions): Promise<void> {
  if (benchmark.data === 'mnist' || benchmark.data === 'fashion-mnist')
    await prepareDataset(benchmark.data, options);
  if (benchmark.data !== 'cifar') return;
  await prepareDataset('cifar-10', options);
  if (benchmark.tasks > 1) await prepareDataset('cifar-100', options);
}
