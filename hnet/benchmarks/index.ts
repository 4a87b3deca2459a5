import { canonicalJson } from '../../common/canonical-json.ts';
import type { BenchmarkSpec } from '../types.ts';
import type { Benchmark, LoadBenchmark } from './benchmark.types.ts';
import { drawGlyphs } from './datasets/glyphs.ts';
import type { ImageDataset } from './datasets/images.types.ts';
import { loadMnist } from './datasets/mnist.ts';
import { createPermutedMnist } from './permuted-mnist.ts';
import { loadPolynomials } from './polynomials.ts';
import { createSplitMnist } from './split-mnist.ts';

export type { Benchmark, TaskData } from './benchmark.types.ts';
export { benchmarkNames, resolveBenchmark } from './resolve.ts';

const datasets = new Map<string, Promise<ImageDataset>>();
const benchmarks = new Map<string, Promise<Benchmark>>();

/**
 * Loads a benchmark's data, once per process: stages that follow each other share it.
 * @throws what the data set's loader throws; a failure is not remembered, so that a later try can succeed
 */
export const loadBenchmark: LoadBenchmark = (spec, dataDir) =>
  remembered(benchmarks, canonicalJson({ spec, dataDir }), async () => {
    switch (spec.name) {
      case 'polynomials':
        return loadPolynomials(spec);
      case 'split-mnist':
        return createSplitMnist(spec, await images(spec, dataDir));
      case 'permuted-mnist':
        return createPermutedMnist(spec, await images(spec, dataDir));
    }
  });

function images(spec: BenchmarkSpec, dataDir: string | null): Promise<ImageDataset> {
  return remembered(datasets, `${spec.data} ${dataDir}`, () =>
    spec.data === 'glyphs' ? Promise.resolve(drawGlyphs()) : loadMnist({ dataDir }),
  );
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
