import { loadBenchmark } from '../benchmarks/index.ts';
import type { Benchmark } from '../benchmarks/benchmark.types.ts';
import type { StageHooks, StageInput, StageOutcome } from '../training/stage.types.ts';
import { Pack, type PackOptions } from './pack.ts';

/** A stage to train in a pack, and how it talks to whoever runs it. */
export interface PackedStage {
  readonly input: StageInput;
  readonly hooks: StageHooks;
}

/**
 * Trains stages of one `packKey` together, as `trainStage` would train each: own data order, optimiser state, curve,
 * checkpoints, result and failure. Results agree with `trainStage` within rounding; checkpoints are the same files, so
 * that either goes on from what the other left.
 * @returns in the order given, how each ended
 */
export async function trainPack(
  stages: readonly PackedStage[],
  options: PackOptions = {},
): Promise<PromiseSettledResult<StageOutcome>[]> {
  if (stages.length === 0) return [];
  const { spec, dataDir } = stages[0]!.input;
  return trainPackOn(await loadBenchmark(spec.trial.benchmark, dataDir), stages, options);
}

/** As `trainPack`, on a benchmark already at hand. */
export function trainPackOn(
  benchmark: Benchmark,
  stages: readonly PackedStage[],
  options: PackOptions = {},
): Promise<PromiseSettledResult<StageOutcome>[]> {
  const pack = new Pack(benchmark, options);
  return Promise.allSettled(stages.map(({ input, hooks }) => pack.train(input, hooks)));
}
