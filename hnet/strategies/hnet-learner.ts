import { benchmarkShape, targetWidths } from '../configuration/parameter-counts.ts';
import type { Hypernetwork } from '../model/hypernetwork.ts';
import { headMask } from '../model/head-mask.ts';
import {
  createTargetNetwork,
  lossAndGradient,
  predict,
  type Head,
  type TargetNetwork,
} from '../model/target-network.ts';
import type { HnetOptions } from './hnet-options.ts';
import { HypernetworkTrainer } from './hypernetwork-trainer.ts';
import type { Batch, Learner, LearnerContext, NamedArrays, Predictor, StepLoss } from './strategy.types.ts';

/**
 * HNET for CL1: a hypernetwork that generates the classifier (or regression) of each task. One learner serves `hnet`,
 * `fine-tune` (beta 0) and `from-scratch` (`freshPerTask`: Theta_h is drawn anew for every task).
 */
export class HnetLearner implements Learner {
  readonly target: TargetNetwork;
  readonly #context: LearnerContext;
  readonly #trainer: HypernetworkTrainer;
  #task = 0;

  constructor(context: LearnerContext, options: HnetOptions, freshPerTask: boolean) {
    this.#context = context;
    const widths = targetWidths(context.benchmark, context.configuration);
    this.target = createTargetNetwork(widths, options.targetActivation);
    this.#trainer = new HypernetworkTrainer({
      targetLayout: this.target.layout,
      options,
      seed: context.seed,
      streams: [],
      freshPerTask,
      maskOf: options.maskRegulariser
        ? (hypernetwork, task) => headMask(hypernetwork, this.target, this.#head(task))
        : null,
      onWarning: context.onWarning,
      forceRegulariser: context.forceRegulariser,
    });
  }

  get hypernetwork(): Hypernetwork {
    return this.#trainer.hypernetwork;
  }

  beginTask(task: number): void {
    this.#task = task;
    this.#trainer.beginTask(task);
  }

  step(batch: Batch, iteration: number, wantLoss: boolean): StepLoss | null {
    const head = this.#head(this.#task);
    return this.#trainer.step(
      (weights) => lossAndGradient(this.target, weights, batch.x, batch.labels, head, wantLoss),
      iteration,
      wantLoss,
    );
  }

  endTask(): Promise<void> {
    return this.#trainer.endTask();
  }

  predictor(task: number): Predictor {
    const weights = this.#trainer.weights(task);
    const head = this.#head(task);
    return {
      weights,
      predict: (x) => predict(this.target, weights, x, head),
      dispose: () => weights.dispose(),
    };
  }

  save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    return this.#trainer.save(scope);
  }

  restore(
    arrays: NamedArrays,
    at: { readonly task: number; readonly midway: boolean; readonly steps: number },
  ): void {
    this.#task = at.task;
    this.#trainer.restore(arrays, at);
  }

  dispose(): void {
    this.#trainer.dispose();
  }

  #head(task: number): Head {
    const { outputs, multiHead } = benchmarkShape(this.#context.benchmark);
    return { from: multiHead ? task * outputs : 0, size: outputs };
  }
}
