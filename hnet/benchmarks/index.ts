import { canonicalJson } from '../../common/canonical-json.ts';
import type { BenchmarkSpec } from '../types.ts';
import type { Benchmark, LoadBenchmark } from './benchmark.types.ts';
import { drawGlyphs } from './datasets/glyphs.ts';
import type { ImageDataset } from './datasets/images.types.ts';
import { loadCifar10, loadCifar100 } from './datasets/cifar.ts';
import type { LoadOptions } from './datasets/locate.ts';
import { loadFashionMnist, loadMnist } from './datasets/mnist.ts';
import { drawPatterns } from './datasets/patterns.ts';
import { createPermutedMnist } from './permuted-mnist.ts';
import { loadPolynomials } from './polynomials.ts';
import { createSplitCifar } from './split-cifar.ts';
import { createSplitMnist } from './split-mnist.ts';

export type { Benchmark, TaskData } from './benchmark.types.ts';
export { benchmarkNames, resolveBenchmark } from './resolve.ts';

const datasets = new Map<string, Promise<ImageDataset>>();
const benchmarks = new Map<string, Promise<Benchmark>>();

/**
 * Loads a benchmark's data, once per process: stages that follow each other share it.
 * @param onDownload told while a data set is fetched
 * @throws what the data set's loader throws; a failure is not remembered, so that a later try can succeed
 */
export const loadBenchmark: LoadBenchmark = (spec, dataDir, onDownload) =>
  remembered(benchmarks, canonicalJson({ spec, dataDir }), async () => {
    const options = { dataDir, ...(onDownload && { onProgress: onDownload }) };
    switch (spec.name) {
      case 'polynomials':
      case 'random-polynomials':
        return loadPolynomials(spec);
      case 'split-mnist':
      case 'split-fashion-mnist':
        return createSplitMnist(spec, await images(spec, options));
      case 'permuted-mnist':
      case 'permuted-fashion-mnist':
        return createPermutedMnist(spec, await images(spec, options));
      case 'split-cifar':
        return createSplitCifar(
          spec,
          await images(spec, options),
          spec.tasks > 1 ? await images(spec, options, 'cifar-100') : null,
        );
    }
  });

/** The images of a benchmark; Split CIFAR has two sets of them. */
function images(
  spec: BenchmarkSpec,
  options: LoadOptions,
  cifar: 'cifar-10' | 'cifar-100' = 'cifar-10',
): Promise<ImageDataset> {
  const isCifar = spec.name === 'split-cifar';
  return remembered(datasets, `${spec.data} ${isCifar ? cifar : ''} ${options.dataDir}`, () => {
    switch (spec.data) {
      case 'glyphs':
        return Promise.resolve(drawGlyphs());
      case 'patterns':
        return Promise.resolve(drawPatterns(cifar, cifar === 'cifar-10' ? 10 : 100));
      case 'fashion-mnist':
        return loadFashionMnist(options);
      case 'cifar':
        return cifar === 'cifar-10' ? loadCifar10(options) : loadCifar100(options);
      case 'mnist':
      case 'none':
        return loadMnist(options);
    }
  });
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, load: () => Promise<T>): Promise<T> {
  let value = known.get(key);
  if (value === undefined) {
    value = load();
    known.set(key, value);
    value.catch(() => known.delete(key));
  }
  return value;
}
