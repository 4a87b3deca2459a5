import type { BenchmarkSpec } from '../../types.ts';
import type { DownloadProgress } from './files.ts';
import { loadMnist } from './mnist.ts';

/** Data sets that are files, by the name under which `data get` fetches them. */
export const datasetNames = ['mnist'] as const;
export type DatasetName = (typeof datasetNames)[number];

/** Where to look, and whom to tell. */
export interface PrepareOptions {
  /** Folder of data sets; null for `HNET_DATA_DIR`, then the cache. */
  readonly dataDir: string | null;
  readonly onProgress?: DownloadProgress;
}

/** Makes sure that a data set is here and whole, downloading it if need be. @throws UserError `unavailable`, `corrupt-data` */
export async function prepareDataset(
  name: DatasetName,
  options: PrepareOptions,
): Promise<{ images: number }> {
  switch (name) {
    case 'mnist': {
      const { train, test } = await loadMnist(options);
      return { images: train.count + test.count };
    }
  }
}

/** Makes sure that a benchmark's data can be had; what is made by arithmetic always can. */
export async function prepareBenchmark(benchmark: BenchmarkSpec, options: PrepareOptions): Promise<void> {
  if (benchmark.data === 'mnist') await prepareDataset('mnist', options);
}
