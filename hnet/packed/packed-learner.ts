import * as tf from '@tensorflow/tfjs-core';
import { Compiled } from '../backend/compiled.ts';
import { headMask } from '../model/head-mask.ts';
import type { Hypernetwork } from '../model/hypernetwork.ts';
import type { MlpTarget } from '../model/mlp-target.ts';
import type { Head } from '../model/target-network.ts';
import { tidy } from '../model/tidy.ts';
import { randomStream, sampleWithoutReplacement } from '../random.ts';
import type { HnetOptions } from '../strategies/hnet-options.ts';
import { toHost } from '../strategies/host-arrays.ts';
import type { NamedArray, NamedArrays } from '../strategies/strategy.types.ts';
import { generateBackward, generatePadded, hiddenForward } from './hypernetwork.ts';
import { PackedOptimiser } from './optimiser.ts';
import { createPackedRegulariser, type PackedRegulariser } from './regulariser.ts';
import { disposeStacks, mapStacks, stackOf, stacksFrom, STATE, stateOf, type Stacks } from './stacks.ts';
import { lossAndGradient, type PackedBatch } from './mlp-target.ts';

/** What all members of a pack have in common. */
export interface PackShape {
  readonly task: number;
  readonly hypernetwork: Hypernetwork;
  readonly target: MlpTarget;
  /** Head of a task. */
  readonly head: (task: number) => Head;
  readonly labels: 'classes' | 'values';
  readonly forceRegulariser?: 'plain' | 'gram' | undefined;
}

/** What a member has of its own. The words that decide shapes are the same in all members (`packKey`). */
export interface MemberSetting {
  readonly options: HnetOptions;
  readonly seed: number;
  /** Of a learner in the middle of its task, as its mid-stage checkpoint has them; let go once they are on the device. */
  readonly arrays: NamedArrays;
}

/** Steps after which a pack that nobody joined or left is worth a graph. */
const COMPILE_AFTER = 20;

/** What is made anew whenever a member comes or goes. */
interface Derived {
  /** Steps taken since. */
  steps: number;
  /** The step as graphs of native TensorFlow, without the losses and with them. */
  readonly graphs: readonly [Compiled, Compiled];
  readonly regulariser: PackedRegulariser | null;
  readonly theta: PackedOptimiser;
  readonly embedding: PackedOptimiser;
}

/**
 * `HnetLearner` for several members that differ in seed, beta, learning rates and what else changes no shape: one step
 * of all of them costs the calls of one. Each member has its own iteration; members come and go between steps.
 */
export class PackedLearner {
  readonly #shape: PackShape;
  #members: { readonly options: HnetOptions; readonly seed: number; readonly frozen: NamedArray }[] = [];
  #stacks: Stacks | null = null;
  #derived: Derived | null = null;

  constructor(shape: PackShape) {
    this.#shape = shape;
  }

  /** P. */
  get size(): number {
    return this.#members.length;
  }

  /** Takes members in, behind those there are. */
  join(settings: readonly MemberSetting[]): void {
    if (settings.length === 0) return;
    const joined = stackOf(settings, this.#regularised);
    const before = this.#stacks;
    this.#stacks = before === null ? joined : mapStacks([before, joined], (pair) => tf.concat2d(pair, 0));
    if (before !== null) disposeStacks(joined);
    if (before !== null) disposeStacks(before);
    this.#members.push(
      ...settings.map(({ options, seed, arrays }) => ({ options, seed, frozen: arrays.task_embeddings! })),
    );
    this.#derive();
  }

  /** Lets go of all members but these, in this order. */
  keep(places: readonly number[]): void {
    if (places.length === this.size) return;
    const before = this.#stacks!;
    this.#members = places.map((place) => this.#members[place]!);
    this.#stacks =
      places.length === 0
        ? null
        : tidy(() => {
            const rows = tf.tensor1d(Int32Array.from(places), 'int32');
            return mapStacks([before], ([x]) => tf.gather(x!, rows));
          });
    disposeStacks(before);
    this.#derive();
  }

  /**
   * One iteration of every member: the two-step optimisation as `HnetLearner.step` has it.
   * @param iterations each member's iterations so far
   * @returns task losses and beta R of each member [P] if wanted, R null without a regulariser; the caller disposes
   */
  step(
    batch: PackedBatch,
    iterations: readonly number[],
    wantLoss: boolean,
  ): { task: tf.Tensor1D; regulariser: tf.Tensor1D | null } | null {
    const stacks = this.#stacks!;
    const derived = this.#derived!;
    const inputs = [derived.theta.rates(iterations), derived.embedding.rates(iterations)];
    const names = STATE.filter((name) => stateOf(stacks, name) !== null);
    const state = names.map((name) => stateOf(stacks, name)!);
    const compute = ([thetaRates, embeddingRates, x, labels, ...held]: readonly tf.Tensor[]): tf.Tensor[] => {
      const now = stacksFrom(names, held as tf.Tensor2D[]);
      const batchNow = { x: x as tf.Tensor3D, labels: labels as tf.Tensor3D };
      const next = this.#next(now, batchNow, [thetaRates!, embeddingRates!], iterations, wantLoss);
      const losses = [next.loss, next.value].filter((loss) => loss !== null);
      return [...names.map((name) => stateOf(next.stacks, name)!), ...losses];
    };
    derived.steps += 1;
    const all = [...inputs, batch.x, batch.labels, ...state];
    const results =
      derived.steps > COMPILE_AFTER && this.#sameTasks
        ? derived.graphs[wantLoss ? 1 : 0].run(all, compute)
        : tf.tidy(() => compute(all));
    tf.dispose([...inputs, ...state]);
    this.#stacks = {
      ...stacksFrom(names, results.slice(0, names.length) as tf.Tensor2D[]),
      snapshots: stacks.snapshots,
    };
    const [task = null, regulariser = null] = results.slice(names.length) as tf.Tensor1D[];
    return task === null ? null : { task, regulariser };
  }

  /** The state after a step, and the losses of it. A function of its tensors alone, unless S is drawn anew. */
  #next(
    stacks: Stacks,
    batch: PackedBatch,
    [thetaRates, embeddingRates]: readonly [tf.Tensor, tf.Tensor],
    iterations: readonly number[],
    wantLoss: boolean,
  ): { stacks: Stacks; loss: tf.Tensor1D | null; value: tf.Tensor1D | null } {
    const { regulariser, theta: thetaOptimiser, embedding: embeddingOptimiser } = this.#derived!;
    const first = this.#taskGradient(stacks, batch, wantLoss);
    let gradient = first.theta;
    let value: tf.Tensor1D | null = null;
    if (regulariser !== null) {
      // The regulariser where the task gradient alone would lead, that change taken as a constant.
      const ahead = this.#members[0]!.options.lookahead
        ? thetaOptimiser.stepped(stacks.thetaMoments, stacks.theta, gradient, thetaRates).parameters
        : stacks.theta;
      const reg = regulariser.evaluate(ahead, this.#regularisedTasks(iterations), wantLoss);
      gradient = tf.add(gradient, reg.gradient);
      value = reg.value;
    }
    const { embeddingMoments, embedding, thetaMoments } = stacks;
    const e = embeddingOptimiser.stepped(embeddingMoments, embedding, first.embedding, embeddingRates);
    const theta = thetaOptimiser.stepped(thetaMoments, stacks.theta, gradient, thetaRates);
    return {
      stacks: {
        theta: theta.parameters,
        thetaMoments: { first: theta.first, second: theta.second },
        embedding: e.parameters,
        embeddingMoments: { first: e.first, second: e.second },
        snapshots: null,
      },
      loss: first.loss,
      value,
    };
  }

  /** A member's state as `Learner.save('midway')` of its own learner would give it. */
  async save(place: number): Promise<NamedArrays> {
    const { theta, embedding, thetaMoments, embeddingMoments, snapshots } = this.#stacks!;
    const { options, frozen } = this.#members[place]!;
    const row = async (x: tf.Tensor2D): Promise<NamedArray> => {
      const own = tf.tidy(() => tf.reshape(tf.slice2d(x, [place, 0], [1, -1]), [-1]));
      const array = await toHost(own);
      own.dispose();
      return array;
    };
    const arrays: Record<string, NamedArray> = { theta: await row(theta), task_embeddings: frozen };
    const own = await row(embedding);
    arrays.embedding = { ...own, shape: [1, own.data.length] };
    for (const [name, moments] of Object.entries({ theta: thetaMoments, embedding: embeddingMoments })) {
      if (moments.first !== null) arrays[`${name}.first_moment`] = await row(moments.first);
      if (moments.second !== null) arrays[`${name}.second_moment`] = await row(moments.second);
    }
    if (snapshots !== null && options.beta > 0) arrays.theta_snapshot = await row(snapshots);
    return arrays;
  }

  dispose(): void {
    if (this.#stacks !== null) disposeStacks(this.#stacks);
    this.#stacks = null;
    this.#members = [];
    this.#derive();
  }

  /** Steps 1 and 2: task loss and its gradients for Theta_h [P, n_Theta] and e_t [P, taskEmbeddingSize]. */
  #taskGradient(
    { theta, embedding }: Stacks,
    batch: PackedBatch,
    wantLoss: boolean,
  ): { theta: tf.Tensor2D; embedding: tf.Tensor2D; loss: tf.Tensor1D | null } {
    const { hypernetwork, target, head, task, labels } = this.#shape;
    return tidy(() => {
      const pass = hiddenForward(hypernetwork, theta, tf.reshape<tf.Rank.R3>(embedding, [this.size, 1, -1]));
      const weights = generatePadded(pass);
      const { gradient, loss } = lossAndGradient(target, weights, batch, labels, head(task), wantLoss);
      const rows = tf.reshape<tf.Rank.R3>(gradient, [this.size, hypernetwork.chunks, hypernetwork.chunkSize]);
      const back = generateBackward(hypernetwork, pass, rows, true);
      return {
        theta: back.theta,
        embedding: tf.reshape<tf.Rank.R2>(back.embeddings!, [this.size, -1]),
        loss,
      };
    });
  }

  /** Whether any member that may come here could be regularised. */
  get #regularised(): boolean {
    return this.#shape.task > 0;
  }

  /** Whether S is the same in every step. */
  get #sameTasks(): boolean {
    const { regularisedTasks } = this.#members[0]!.options;
    return this.#derived!.regulariser === null || (regularisedTasks ?? Infinity) >= this.#shape.task;
  }

  /** As `HnetLearner` draws S: all previous tasks, or K different ones in every iteration. */
  #regularisedTasks(iterations: readonly number[]): number[][] {
    const { task } = this.#shape;
    return this.#members.map(({ seed, options }, i) => {
      const k = options.regularisedTasks ?? task;
      return sampleWithoutReplacement(randomStream(seed, 'regularised-tasks', task, iterations[i]!), task, k);
    });
  }

  /** Constants of the regulariser and the optimisers for the members that there are now. */
  #derive(): void {
    this.#derived?.regulariser?.dispose();
    this.#derived?.theta.dispose();
    this.#derived?.embedding.dispose();
    this.#derived?.graphs.forEach((graph) => graph.dispose());
    const members = this.#members;
    if (members.length === 0) return void (this.#derived = null);
    this.#derived = {
      regulariser: this.#createRegulariser(),
      theta: new PackedOptimiser(members.map(({ options }) => options.thetaRule)),
      embedding: new PackedOptimiser(members.map(({ options }) => options.embeddingRule)),
      steps: 0,
      graphs: [new Compiled(), new Compiled()],
    };
  }

  #createRegulariser(): PackedRegulariser | null {
    const { task, hypernetwork, target, head, forceRegulariser } = this.#shape;
    const members = this.#members;
    const { options } = members[0]!;
    if (task === 0 || members.every((member) => member.options.beta === 0)) return null;
    const frozen = new Float32Array(members.length * task * options.taskEmbeddingSize);
    members.forEach(({ frozen: { data } }, i) => frozen.set(data, i * data.length));
    const embeddings = tf.tensor3d(frozen, [members.length, task, options.taskEmbeddingSize]);
    const regulariser = createPackedRegulariser(
      hypernetwork,
      {
        betas: members.map((member) => member.options.beta),
        snapshots: this.#stacks!.snapshots!,
        embeddings,
      },
      {
        tasksPerStep: Math.min(options.regularisedTasks ?? task, task),
        targets: options.targets,
        masks: options.maskRegulariser
          ? Array.from({ length: task }, (_, j) => headMask(hypernetwork, target, head(j)))
          : null,
        force: forceRegulariser,
      },
    );
    embeddings.dispose();
    return regulariser;
  }
}
