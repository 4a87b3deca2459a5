import * as tf from '@tensorflow/tfjs-core';
import { Compiled, compiles } from '../../backend/compiled.ts';
import type { Activation } from '../../model/activation.ts';
import { initialiseNetwork } from '../plain/initialise-network.ts';
import { mlpLayout } from '../../model/layout.ts';
import { layersAt, mlpBackward, mlpForward } from '../../model/mlp.ts';
import { randomStream } from '../../random.ts';
import { ReplaySamples } from '../../replay/replay-samples.ts';
import { weightedCrossEntropy, type WeightedTargets } from '../../replay/weighted-loss.ts';
import type { OptimiserRule } from '../../training/optimiser.ts';
import { checkSizes, fromHost, toHost } from '../host-arrays.ts';
import type { Part, PartState } from '../phased-learner.ts';
import type { Batch, NamedArrays, StepLoss } from '../strategy.types.ts';
import { TrainedVector } from '../trained-vector.ts';
import { disposeDecoders, type ReplayModel } from './replay-model.ts';

/** What the outputs for a batch of real rows, with replayed ones below, should be. Owns its tensors. */
export interface Rehearsal {
  /** The targets of replayed rows from what the network answered before the task; null where it isn't asked. */
  readonly targetsOf: ((logits: tf.Tensor2D) => tf.Tensor2D) | null;
  /**
   * A function of its inputs and of constants, for use inside a tidy.
   * @param oneHot classes of the real rows within their task [batchSize, k]
   * @param replayed what `targetsOf` gave; null without
   */
  batchTargets(oneHot: tf.Tensor2D, replayed: tf.Tensor2D | null): WeightedTargets;
  dispose(): void;
}

/** What a rehearsal is made for. */
export interface RehearsalInput {
  readonly task: number;
  /** Rows of an iteration's replay. */
  readonly replayRows: number;
  /** The task each was sampled as; null where nobody knows. */
  readonly replayTasks: readonly number[] | null;
}

/** What describes a network that rehearses. */
export interface RehearsingNetworkOptions {
  /** [inputs, ...hidden, outputs]. */
  readonly widths: readonly number[];
  readonly activation: Activation;
  readonly rule: OptimiserRule;
  readonly seed: number;
  /** What the names of its random streams begin with. */
  readonly stream: string;
  /** Where former tasks' inputs come from. */
  readonly replay: ReplayModel;
  readonly rehearse: (input: RehearsalInput) => Rehearsal;
}

/** What exists only while a task is trained. */
interface Training {
  readonly rehearsal: Rehearsal;
  /** null in the first task. */
  readonly samples: ReplaySamples | null;
  /** The weights before the task, where their answers are targets; else null. */
  readonly former: tf.Tensor1D | null;
  /** Loss and gradient of a step. */
  readonly compiled: Compiled;
}

/**
 * A perceptron that owns its weights and is trained on real samples of a task together with replayed ones of all
 * tasks before: the classifier of `hnet+r` and `dgr`, and the task inference of `hnet+tir`.
 */
export class RehearsingNetwork implements Part {
  readonly #options: RehearsingNetworkOptions;
  readonly #weights: TrainedVector;
  #training: Training | null = null;

  constructor(options: RehearsingNetworkOptions) {
    this.#options = options;
    const initial = initialiseNetwork(mlpLayout(options.widths), randomStream(options.seed, options.stream));
    this.#weights = new TrainedVector('weights', options.rule, initial);
  }

  /** The weights now; owned by the network and gone after the next step. */
  get weights(): tf.Tensor1D {
    return this.#weights.value;
  }

  /** Outputs [rows, outputs] of weights of its own or given; the caller disposes them. */
  predict(x: tf.Tensor2D, weights = this.weights): tf.Tensor2D {
    const { widths, activation } = this.#options;
    return tf.tidy(() => mlpForward(x, layersAt(weights, 0, widths, true), activation, 'linear').at(-1)!);
  }

  begin(task: number): void {
    this.#weights.begin();
    this.#open(task, () => this.weights.clone());
  }

  step(batch: Batch, iteration: number, wantLoss: boolean, rateScale = 1): StepLoss | null {
    const { samples, rehearsal, compiled } = this.#training!;
    const { widths, activation } = this.#options;
    const { oneHot } = batch.labels as { readonly oneHot: tf.Tensor2D };
    const replay = samples?.at(iteration) ?? null;
    const replayed = replay === null ? [] : replay.derived === null ? [replay.x] : [replay.x, replay.derived];
    // In a graph the loss is always computed: asking for it then changes no bit of the rest.
    const withLoss = wantLoss || compiles();
    const [gradient, loss = null] = compiled.run(
      [this.weights, batch.x, oneHot, ...replayed],
      ([weights, real, classes, replayedX = null, formerAnswers = null]) => {
        const layers = layersAt(weights as tf.Tensor1D, 0, widths, true);
        const x =
          replayedX === null ? real! : tf.concat2d([real as tf.Tensor2D, replayedX as tf.Tensor2D], 0);
        const activations = mlpForward(x as tf.Tensor2D, layers, activation, 'linear');
        const targets = rehearsal.batchTargets(classes as tf.Tensor2D, formerAnswers as tf.Tensor2D | null);
        const found = weightedCrossEntropy(activations.at(-1)!, targets, withLoss);
        const behind = mlpBackward(layers, activations, found.gradient, activation, 'linear', false);
        return [tf.concat1d(behind.parameters), ...(withLoss ? [found.loss!] : [])];
      },
    );
    tf.dispose(replayed);
    this.#weights.step(gradient as tf.Tensor1D, rateScale);
    if (wantLoss) return { task: loss as tf.Scalar, regulariser: null };
    loss?.dispose();
    return null;
  }

  finish(): void {
    this.#weights.finish();
    if (this.#training === null) return;
    const { rehearsal, samples, former, compiled } = this.#training;
    compiled.dispose();
    rehearsal.dispose();
    samples?.dispose();
    former?.dispose();
    this.#training = null;
  }

  async save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    const former = scope === 'midway' ? (this.#training?.former ?? null) : null;
    return {
      ...(await this.#weights.save(scope)),
      ...(former === null ? {} : { former_weights: await toHost(former) }),
    };
  }

  restore(
    arrays: NamedArrays,
    { task, state, steps }: { readonly task: number; readonly state: PartState; readonly steps: number },
  ): void {
    const inTraining = state === 'training';
    this.finish();
    this.#weights.restore(arrays, inTraining ? steps : null);
    if (!inTraining) return;
    this.#open(task, () => {
      checkSizes(arrays, { former_weights: this.weights.size });
      return fromHost(arrays.former_weights!);
    });
  }

  dispose(): void {
    this.finish();
    this.#weights.dispose();
  }

  /** @param formerWeights makes a copy of the weights before the task, if it is needed */
  #open(task: number, formerWeights: () => tf.Tensor1D): void {
    const { replay, rehearse, seed, stream } = this.#options;
    if (task === 0) {
      const rehearsal = rehearse({ task, replayRows: 0, replayTasks: [] });
      this.#training = { rehearsal, samples: null, former: null, compiled: new Compiled() };
      return;
    }
    const { decoders, tasksKnown } = replay.sources(task);
    const replayTasks = decoders.flatMap(({ tasks }) => tasks);
    const rehearsal = rehearse({
      task,
      replayRows: replayTasks.length,
      replayTasks: tasksKnown ? replayTasks : null,
    });
    const { targetsOf } = rehearsal;
    const former = targetsOf === null ? null : formerWeights();
    const derive =
      former === null ? null : (x: tf.Tensor2D): tf.Tensor2D => targetsOf!(this.predict(x, former));
    const samples = new ReplaySamples(replay.vae, decoders, seed, [stream, 'replay', task], derive);
    disposeDecoders(decoders);
    this.#training = { rehearsal, samples, former, compiled: new Compiled() };
  }
}
