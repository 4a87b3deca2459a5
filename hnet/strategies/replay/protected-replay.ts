import * as tf from '@tensorflow/tfjs-core';
import { initialiseNetwork } from '../plain/initialise-network.ts';
import { randomStream } from '../../random.ts';
import { standardNormals } from '../../replay/noise.ts';
import { taskCodes, vaeLossAndGradient, type Vae, type VaeBatch } from '../../replay/vae.ts';
import { HypernetworkTrainer, type BatchLoss, type HypernetworkOptions } from '../hypernetwork-trainer.ts';
import type { PartState } from '../phased-learner.ts';
import type { Batch, LearnerContext, NamedArrays, StepLoss } from '../strategy.types.ts';
import { TrainedVector } from '../trained-vector.ts';
import { rowsEach, type ReplayModel } from './replay-model.ts';

/**
 * The replay model of `hnet+r` and `hnet+tir` (hnet-spec 3.6): an encoder that is one network for all tasks,
 * unprotected and always in training, and for every task a decoder whose weights come from a hypernetwork that is
 * trained as a classifier's is, with the look-ahead regulariser. Each task is learnt from its real samples alone.
 */
export class ProtectedReplay implements ReplayModel {
  readonly vae: Vae;
  readonly #seed: number;
  readonly #batchSize: number;
  readonly #trainer: HypernetworkTrainer;
  readonly #encoder: TrainedVector;
  #task = 0;
  /** One-hot codes of the task in training, a row a sample; made with the first batch. */
  #codes: tf.Tensor2D | null = null;

  constructor(context: LearnerContext, vae: Vae, options: HypernetworkOptions, batchSize: number) {
    const { seed, onWarning, forceRegulariser } = context;
    this.vae = vae;
    this.#seed = seed;
    this.#batchSize = batchSize;
    this.#trainer = new HypernetworkTrainer({
      targetLayout: vae.decoder,
      options,
      seed,
      streams: ['replay'],
      freshPerTask: false,
      maskOf: null,
      onWarning,
      forceRegulariser,
    });
    const initial = initialiseNetwork(vae.encoder, randomStream(seed, 'replay', 'encoder'));
    this.#encoder = new TrainedVector('encoder', options.thetaRule, initial);
  }

  /** W_j of the hypernetwork as it is: Theta* of the coming task, until its phase begins. */
  sources(task: number) {
    const rows = rowsEach(this.#batchSize, task);
    const decoders = Array.from({ length: task }, (_, j) => ({
      weights: this.#trainer.weights(j),
      tasks: Array<number>(rows).fill(j),
    }));
    return { decoders, tasksKnown: true };
  }

  begin(task: number): void {
    this.#task = task;
    this.#trainer.beginTask(task);
    this.#encoder.begin();
  }

  step({ x }: Batch, iteration: number, wantLoss: boolean, rateScale = 1): StepLoss | null {
    const rows = x.shape[0];
    const { latentSize } = this.vae;
    const drawn = standardNormals(rows * latentSize, this.#seed, 'replay-noise', this.#task, iteration);
    const noise = tf.tensor2d(drawn, [rows, latentSize]);
    const codes = this.#codesFor(rows);
    const loss: BatchLoss = {
      inputs: [this.#encoder.value, x, noise, ...(codes === null ? [] : [codes])],
      compute: (weights, [encoder, images, epsilon, ofTask = null], want) => {
        const batch = { x: images, noise: epsilon, codes: ofTask, shares: 1 / rows } as VaeBatch;
        const { decoder, ...other } = vaeLossAndGradient(
          this.vae,
          encoder as tf.Tensor1D,
          weights,
          batch,
          want,
        );
        return { gradient: decoder, loss: other.loss, moved: [other.encoder] };
      },
      take: ([ofEncoder]) => this.#encoder.step(ofEncoder as tf.Tensor1D, rateScale),
    };
    const found = this.#trainer.step(loss, iteration, wantLoss, rateScale);
    noise.dispose();
    return found;
  }

  finish(): void {
    this.#trainer.finish();
    this.#encoder.finish();
    this.#codes?.dispose();
    this.#codes = null;
  }

  endTask(): Promise<void> {
    return this.#trainer.endTask();
  }

  async save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    return { ...(await this.#trainer.save(scope)), ...(await this.#encoder.save(scope)) };
  }

  restore(
    arrays: NamedArrays,
    { task, state, steps }: { readonly task: number; readonly state: PartState; readonly steps: number },
  ): void {
    this.#task = task;
    this.#trainer.restore(arrays, {
      task,
      midway: state !== 'waiting',
      finished: state === 'finished',
      steps,
    });
    this.#encoder.restore(arrays, state === 'training' ? steps : null);
  }

  dispose(): void {
    this.finish();
    this.#trainer.dispose();
    this.#encoder.dispose();
  }

  #codesFor(rows: number): tf.Tensor2D | null {
    if (this.#codes?.shape[0] !== rows) {
      this.#codes?.dispose();
      const codes = taskCodes(this.vae, Array<number>(rows).fill(this.#task));
      this.#codes = codes === null ? null : tf.tensor2d(codes, [rows, this.vae.codeSize]);
    }
    return this.#codes;
  }
}
