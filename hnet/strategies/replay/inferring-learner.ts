import * as tf from '@tensorflow/tfjs-core';
import type { Configuration } from '../../types.ts';
import { HnetLearner } from '../hnet-learner.ts';
import { hnetOptions } from '../hnet-options.ts';
import { labelsOfTasks } from '../least-entropy.ts';
import { PhasedLearner, type Phase } from '../phased-learner.ts';
import type { Classifier, LearnerContext, Predictor } from '../strategy.types.ts';
import { HnetPart } from './hnet-part.ts';
import { inferenceRehearsal } from './inference-rehearsal.ts';
import { ProtectedReplay } from './protected-replay.ts';
import { RehearsingNetwork } from './rehearsing-network.ts';
import {
  activationOf,
  classifierWidths,
  replayHypernetworkOptions,
  ruleOf,
  vaeOf,
  weightingOf,
} from './settings.ts';

/** The classifier's arrays have the names they have in `hnet`. */
type PartName = '' | 'replay' | 'inference';

/**
 * The phases of a task: its classifier; the task inference, which has nothing to tell apart in the first task; and the
 * replay model, which the last task doesn't need.
 */
export function inferringPhases(
  configuration: Configuration,
  task: number,
  tasks: number,
): readonly Phase<PartName>[] {
  const iterations = configuration.iterations as number;
  return [
    { part: '', iterations },
    ...(task > 0 ? [{ part: 'inference', iterations } as const] : []),
    ...(task + 1 < tasks
      ? [{ part: 'replay', iterations: configuration.replay_iterations as number } as const]
      : []),
  ];
}

/** HNET+TIR where the task isn't told: an HNET, and a network that infers for which task to generate it. */
export class InferringLearner extends PhasedLearner<PartName> {
  readonly #hnet: HnetLearner;
  readonly #inference: RehearsingNetwork;

  constructor(context: LearnerContext) {
    const { benchmark, configuration, seed } = context;
    const batchSize = configuration.batch_size as number;
    const hnet = new HnetLearner(context, hnetOptions(configuration), false);
    const replay = new ProtectedReplay(
      context,
      vaeOf(benchmark, configuration),
      replayHypernetworkOptions(configuration),
      batchSize,
    );
    const inference = new RehearsingNetwork({
      widths: classifierWidths(benchmark, configuration, benchmark.tasks, 'inference_layers'),
      activation: activationOf(configuration),
      rule: ruleOf(configuration, 'learning_rate'),
      seed,
      stream: 'inference',
      replay,
      rehearse: inferenceRehearsal(benchmark.tasks, batchSize, weightingOf(configuration)),
    });
    // The replay model before the inference: taken up in the middle of a task, that samples from it.
    super(
      [
        ['', new HnetPart(hnet)],
        ['replay', replay],
        ['inference', inference],
      ],
      (task) => inferringPhases(configuration, task, benchmark.tasks),
    );
    this.#hnet = hnet;
    this.#inference = inference;
  }

  predictor(task: number): Predictor {
    return this.#hnet.predictor(task);
  }

  classifier(upTo: number): Classifier {
    const weights = this.#inference.weights.clone();
    const hnet = this.#hnet.classifier(upTo, (logits, offsets, x) => {
      const tasks = tf.tidy(() => {
        const answers = this.#inference.predict(x, weights);
        return tf.argMax<tf.Tensor1D>(tf.slice2d(answers, [0, 0], [-1, upTo + 1]), 1);
      });
      return { labels: labelsOfTasks(logits, tasks, offsets), tasks };
    });
    return {
      classify: (x) => hnet.classify(x),
      dispose() {
        hnet.dispose();
        weights.dispose();
      },
    };
  }
}
