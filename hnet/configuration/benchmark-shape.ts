import type { BenchmarkSpec } from '../types.ts';

/** What a benchmark's samples and outputs are, before any data is loaded. */
export interface BenchmarkShape {
  /** Numbers a sample. */
  readonly inputs: number;
  /** Of samples that are images: inputs = height * width * channels, channels last. Null for others. */
  readonly image: { readonly height: number; readonly width: number; readonly channels: number } | null;
  /** Of one task. */
  readonly outputs: number;
  /** Whether each task has output neurons of its own. */
  readonly multiHead: boolean;
}

/** Inputs of a benchmark's samples and outputs of one task. */
export function benchmarkShape(benchmark: BenchmarkSpec): BenchmarkShape {
  const multiHead = benchmark.scenario !== 'CL2';
  switch (benchmark.name) {
    case 'polynomials':
    case 'random-polynomials':
      return { inputs: 1, image: null, outputs: 1, multiHead: false };
    case 'split-mnist':
    case 'split-fashion-mnist':
      return { inputs: 784, image: { height: 28, width: 28, channels: 1 }, outputs: 2, multiHead };
    case 'permuted-mnist':
    case 'permuted-fashion-mnist':
      return { inputs: 1024, image: null, outputs: 10, multiHead };
    case 'split-cifar':
      return { inputs: 3072, image: { height: 32, width: 32, channels: 3 }, outputs: 10, multiHead };
  }
}
