import * as tf from '@tensorflow/tfjs-core';
import { Compiled, compiles } from '../../backend/compiled.ts';
import { initialiseNetwork } from '../plain/initialise-network.ts';
import { randomStream } from '../../random.ts';
import { standardNormals } from '../../replay/noise.ts';
import { replayShare, type ReplayWeighting } from '../../replay/replay-plan.ts';
import { ReplaySamples, type ReplayDecoder } from '../../replay/replay-samples.ts';
import { taskCodes, vaeLossAndGradient, type Vae, type VaeBatch } from '../../replay/vae.ts';
import type { OptimiserRule } from '../../training/optimiser.ts';
import { checkSizes, fromHost, toHost } from '../host-arrays.ts';
import type { PartState } from '../phased-learner.ts';
import type { Batch, NamedArrays, StepLoss } from '../strategy.types.ts';
import { TrainedVector } from '../trained-vector.ts';
import { rowsEach, type ReplayModel } from './replay-model.ts';

/** What a generator needs to know. */
export interface UnprotectedReplayOptions {
  readonly rule: OptimiserRule;
  readonly weighting: ReplayWeighting;
  readonly batchSize: number;
  readonly seed: number;
}

/** What exists only while a task is trained. */
interface Training {
  /** The decoder as it was before the task, and what it replays; null in the first task. */
  readonly former: { readonly weights: tf.Tensor1D; readonly samples: ReplaySamples } | null;
  /** One-hot codes of the real and replayed rows; null for unconditional replay. */
  readonly codes: tf.Tensor2D | null;
  /** Each row's share of the loss [rows, 1]. */
  readonly shares: tf.Tensor2D;
  /** Loss and gradients of a step. */
  readonly compiled: Compiled;
}

/**
 * The generator of deep generative replay (Shin et al., arXiv 1705.08690; hnet-spec section 4): one auto-encoder for
 * all tasks, trained on real samples of the task and on samples of the generator as it was before it. What it forgets
 * or distorts it hands on to the next.
 */
export class UnprotectedReplay implements ReplayModel {
  readonly vae: Vae;
  readonly #options: UnprotectedReplayOptions;
  readonly #encoder: TrainedVector;
  readonly #decoder: TrainedVector;
  #task = 0;
  #training: Training | null = null;

  constructor(vae: Vae, options: UnprotectedReplayOptions) {
    this.vae = vae;
    this.#options = options;
    const initial = (half: 'encoder' | 'decoder'): Float32Array =>
      initialiseNetwork(vae[half], randomStream(options.seed, 'generator', half));
    this.#encoder = new TrainedVector('encoder', options.rule, initial('encoder'));
    this.#decoder = new TrainedVector('decoder', options.rule, initial('decoder'));
  }

  /** Of unconditional replay a batch; of conditional replay equally many rows of each former task. */
  sources(task: number) {
    return { decoders: [this.#source(this.#decoder.value.clone(), task)], tasksKnown: this.#isConditional };
  }

  begin(task: number): void {
    this.#encoder.begin();
    this.#decoder.begin();
    this.#open(task, task === 0 ? null : this.#decoder.value.clone());
  }

  step({ x: real }: Batch, iteration: number, wantLoss: boolean, rateScale = 1): StepLoss | null {
    const { former, codes, shares, compiled } = this.#training!;
    const { latentSize } = this.vae;
    const replay = former === null ? null : former.samples.at(iteration).x;
    const rows = shares.shape[0];
    const name = ['generator-noise', this.#task, iteration] as const;
    const noise = tf.tensor2d(standardNormals(rows * latentSize, this.#options.seed, ...name), [
      rows,
      latentSize,
    ]);
    // In a graph the loss is always computed: asking for it then changes no bit of the rest.
    const withLoss = wantLoss || compiles();
    const inputs = [
      this.#encoder.value,
      this.#decoder.value,
      noise,
      real,
      ...(replay === null ? [] : [replay]),
    ];
    const [ofEncoder, ofDecoder, loss = null] = compiled.run(inputs, ([encoder, decoder, epsilon, ...x]) => {
      const images = x.length === 1 ? x[0]! : tf.concat(x as tf.Tensor2D[], 0);
      const batch = { x: images, noise: epsilon, codes, shares } as VaeBatch;
      const found = vaeLossAndGradient(
        this.vae,
        encoder as tf.Tensor1D,
        decoder as tf.Tensor1D,
        batch,
        withLoss,
      );
      return [found.encoder, found.decoder, ...(withLoss ? [found.loss!] : [])];
    });
    tf.dispose([noise, ...(replay === null ? [] : [replay])]);
    this.#encoder.step(ofEncoder as tf.Tensor1D, rateScale);
    this.#decoder.step(ofDecoder as tf.Tensor1D, rateScale);
    if (wantLoss) return { task: loss as tf.Scalar, regulariser: null };
    loss?.dispose();
    return null;
  }

  finish(): void {
    this.#encoder.finish();
    this.#decoder.finish();
    if (this.#training === null) return;
    const { former, codes, shares, compiled } = this.#training;
    compiled.dispose();
    former?.samples.dispose();
    former?.weights.dispose();
    codes?.dispose();
    shares.dispose();
    this.#training = null;
  }

  async save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    const former = scope === 'midway' ? (this.#training?.former ?? null) : null;
    return {
      ...(await this.#encoder.save(scope)),
      ...(await this.#decoder.save(scope)),
      ...(former === null ? {} : { former_decoder: await toHost(former.weights) }),
    };
  }

  restore(
    arrays: NamedArrays,
    { task, state, steps }: { readonly task: number; readonly state: PartState; readonly steps: number },
  ): void {
    const inTraining = state === 'training';
    if (inTraining && task > 0) checkSizes(arrays, { former_decoder: this.vae.decoder.size });
    this.finish();
    for (const half of [this.#encoder, this.#decoder]) half.restore(arrays, inTraining ? steps : null);
    if (inTraining) this.#open(task, task === 0 ? null : fromHost(arrays.former_decoder!));
  }

  dispose(): void {
    this.finish();
    this.#encoder.dispose();
    this.#decoder.dispose();
  }

  get #isConditional(): boolean {
    return this.vae.codeSize > 0;
  }

  #source(weights: tf.Tensor1D, task: number): ReplayDecoder {
    const { batchSize } = this.#options;
    const rows = rowsEach(batchSize, task);
    const tasks = this.#isConditional
      ? Array.from({ length: task }, (_, j) => Array<number>(rows).fill(j)).flat()
      : Array<number>(batchSize).fill(0);
    return { weights, tasks };
  }

  /** @param former the decoder before the task; taken over */
  #open(task: number, former: tf.Tensor1D | null): void {
    this.#task = task;
    const { batchSize, seed, weighting } = this.#options;
    const source = former === null ? null : this.#source(former, task);
    const samples =
      source === null ? null : new ReplaySamples(this.vae, [source], seed, ['generator-replay', task]);
    const replayed = source?.tasks ?? [];
    const share = replayShare(weighting, task);
    const shares = [
      ...Array<number>(batchSize).fill((1 - share) / batchSize),
      ...replayed.map(() => share / replayed.length),
    ];
    const codes = taskCodes(this.vae, [...Array<number>(batchSize).fill(task), ...replayed]);
    this.#training = {
      former: former === null ? null : { weights: former, samples: samples! },
      codes: codes === null ? null : tf.tensor2d(codes, [shares.length, this.vae.codeSize]),
      shares: tf.tensor2d(shares, [shares.length, 1]),
      compiled: new Compiled(),
    };
  }
}
