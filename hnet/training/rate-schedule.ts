import type { Benchmark } from '../benchmarks/benchmark.types.ts';
import type { Learner } from '../strategies/strategy.types.ts';
import type { Configuration, StageSpec } from '../types.ts';
import { evaluate } from './evaluate.ts';
import { FRESH_PLATEAU, judgeEpoch, stepMultiple, type Schedule } from './learning-rate.ts';
import type { StageMemory } from './stage-checkpoint.ts';

/** Iterations that a configuration asks for, by their number or by epochs. */
export function trainingLength(configuration: Configuration, trainSize: number): number {
  const epochs = (configuration.epochs ?? 0) as number;
  if (epochs === 0) return configuration.iterations as number;
  return Math.ceil((epochs * trainSize) / (configuration.batch_size as number));
}

/** The multiple of the learning rates at each iteration; moves `memory.plateau` along. */
export function rateSchedule(
  learner: Learner,
  benchmark: Benchmark,
  spec: StageSpec,
  memory: StageMemory,
  alive: () => Promise<void>,
): { scale(iteration: number): Promise<number> } {
  const { configuration } = spec.trial;
  const kind = (configuration.learning_rate_schedule ?? 'constant') as Schedule;
  if (kind === 'constant') return { scale: () => Promise.resolve(1) };
  const { trainSize } = benchmark.task(spec.task);
  const batchSize = configuration.batch_size as number;
  const bySteps = kind !== 'plateau';
  const byPlateau = kind !== 'steps';
  return {
    async scale(iteration) {
      const epoch = Math.floor((iteration * batchSize) / trainSize);
      let plateau = memory.plateau ?? FRESH_PLATEAU;
      if (byPlateau && epoch > plateau.epochs) {
        const predictor = learner.predictor(spec.task);
        const score = await evaluate(benchmark, spec.task, 'val', predictor, alive);
        predictor.dispose();
        if (score === null) throw new RangeError('a plateau is told by validation data, and there are none');
        // An epoch shorter than a batch passes unjudged.
        plateau = {
          ...judgeEpoch(plateau, score, benchmark.kind, configuration.learning_rate as number),
          epochs: epoch,
        };
        memory.plateau = plateau;
      }
      return (bySteps ? stepMultiple(epoch) : 1) * (byPlateau ? plateau.multiple : 1);
    },
  };
}
