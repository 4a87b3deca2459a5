import * as tf from '@tensorflow/tfjs-core';
import { headOf, seenHead } from '../../configuration/scenario.ts';
import { targetOutputs } from '../../configuration/target.ts';
import type { Head } from '../../model/target-network.ts';
import type { Configuration } from '../../types.ts';
import { PhasedLearner, type Phase } from '../phased-learner.ts';
import type { Classifier, LearnerContext, Predictor } from '../strategy.types.ts';
import { classifierRehearsal } from './classifier-rehearsal.ts';
import { RehearsingNetwork } from './rehearsing-network.ts';
import type { ReplayModel } from './replay-model.ts';
import { activationOf, classifierWidths, labelRuleOf, ruleOf, weightingOf } from './settings.ts';

type PartName = 'replay' | 'classifier';

/** The phases of a task: its classifier, then its replay model, which the last task doesn't need. */
export function rehearsingPhases(
  configuration: Configuration,
  task: number,
  tasks: number,
): readonly Phase<PartName>[] {
  return [
    { part: 'classifier', iterations: configuration.iterations as number },
    ...(task + 1 < tasks
      ? [{ part: 'replay', iterations: configuration.replay_iterations as number } as const]
      : []),
  ];
}

/** A classifier that owns its weights and rehearses: `hnet+r` and `dgr`, which differ in what replays. */
export class RehearsingLearner extends PhasedLearner<PartName> {
  readonly #context: LearnerContext;
  readonly #classifier: RehearsingNetwork;

  constructor(context: LearnerContext, replay: ReplayModel) {
    const { benchmark, configuration, seed } = context;
    const classifier = new RehearsingNetwork({
      widths: classifierWidths(benchmark, configuration, targetOutputs(benchmark)),
      activation: activationOf(configuration),
      rule: ruleOf(configuration, 'learning_rate'),
      seed,
      stream: 'classifier',
      replay,
      rehearse: classifierRehearsal(
        benchmark,
        configuration.batch_size as number,
        weightingOf(configuration),
        labelRuleOf(configuration),
      ),
    });
    // The replay model first: a classifier taken up in the middle of a task samples from it.
    super(
      [
        ['replay', replay],
        ['classifier', classifier],
      ],
      (task) => rehearsingPhases(configuration, task, benchmark.tasks),
    );
    this.#context = context;
    this.#classifier = classifier;
  }

  predictor(task: number): Predictor {
    const head = headOf(this.#context.benchmark, task);
    const weights = this.#classifier.weights.clone();
    return {
      weights,
      predict: (x) => this.#logits(x, weights, head),
      dispose: () => weights.dispose(),
    };
  }

  classifier(upTo: number): Classifier {
    const head = seenHead(this.#context.benchmark, upTo);
    const weights = this.#classifier.weights.clone();
    return {
      classify: (x) => ({
        labels: tf.tidy(() => tf.argMax<tf.Tensor1D>(this.#logits(x, weights, head), 1)),
        tasks: null,
      }),
      dispose: () => weights.dispose(),
    };
  }

  #logits(x: tf.Tensor2D, weights: tf.Tensor1D, { from, size }: Head): tf.Tensor2D {
    return tf.tidy(() => tf.slice2d(this.#classifier.predict(x, weights), [0, from], [-1, size]));
  }
}
