import * as tf from '@tensorflow/tfjs-core';
import type { Benchmark } from '../benchmarks/benchmark.types.ts';
import { headOf } from '../configuration/scenario.ts';
import type { MlpTarget } from '../model/mlp-target.ts';
import type { HnetLearner } from '../strategies/hnet-learner.ts';
import { strategyByName } from '../strategies/index.ts';
import type { NamedArrays } from '../strategies/strategy.types.ts';
import { createPace } from '../backend/pace.ts';
import { hasDiverged } from '../training/curve.ts';
import { begin, nextTurn, TURN_MS } from '../training/stage.ts';
import type { StageHooks, StageInput, StageOutcome } from '../training/stage.types.ts';
import { createBatchSource, type BatchSource } from './batches.ts';
import { Member } from './member.ts';
import { memberOptions, packKey } from './pack-key.ts';
import { PackedLearner, type PackShape } from './packed-learner.ts';
import { scoreMembers } from './score.ts';

/** For tests and measurements. */
export interface PackOptions {
  readonly forceRegulariser?: 'plain' | 'gram';
  /** Milliseconds of training after which the event loop gets a turn, and newcomers and aborts are noticed. */
  readonly turnMs?: number;
  /** See `createBatchSource`. */
  readonly residentFloats?: number;
}

/** Checkpoints written side by side, and as many at most between two turns where nobody is in a hurry. */
const WRITES = 8;

/**
 * Stages of one `packKey` in training. Members come whenever they like and leave by themselves: trained, diverged,
 * interrupted or failed; the others go on. What goes wrong in a step that all take ends all of them.
 */
export class Pack {
  readonly #benchmark: Benchmark;
  readonly #options: PackOptions;
  #key: string | null = null;
  #waiting: Member[] = [];
  /** Begun, but not yet in training. */
  #joining: Member[] = [];
  #members: Member[] = [];
  #running = false;
  #shape: PackShape | null = null;
  #learner: PackedLearner | null = null;
  #batches: BatchSource | null = null;
  readonly #pace = createPace();

  constructor(benchmark: Benchmark, options: PackOptions = {}) {
    this.#benchmark = benchmark;
    this.#options = options;
  }

  /** Members in training or about to be. */
  get size(): number {
    return this.#members.length + this.#joining.length + this.#waiting.length;
  }

  /**
   * Trains a stage beside those there are; see `trainStage`.
   * @throws UserError as `trainStage`
   * @throws RangeError for a stage of another key: who packs must look first
   */
  train(input: StageInput, hooks: StageHooks): Promise<StageOutcome> {
    const key = packKey(input.spec, 'auto');
    if (key === null || (this.#key ?? key) !== key)
      return Promise.reject(new RangeError(`this stage can't be trained in this pack`));
    this.#key = key;
    const member = new Member(input, hooks);
    this.#waiting.push(member);
    this.#start();
    return member.ended;
  }

  #start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    try {
      // Who comes in the same turn begins at the same time.
      await nextTurn();
      await this.#admit();
      while (this.#members.length > 0) {
        await this.#trainForATurn();
        await this.#leave(this.#members.filter((member) => member.isTrained));
        await this.#listen();
        await this.#admit();
      }
    } catch (error) {
      // A step that all took: whoever is in it fails with it.
      for (const members of [this.#members, this.#joining])
        for (const member of members.splice(0)) member.fail(error);
    }
    this.#learner?.dispose();
    this.#batches?.dispose();
    this.#learner = this.#batches = null;
    this.#running = false;
    if (this.#waiting.length > 0) this.#start();
  }

  /** Takes in who waits: each from its own checkpoint or beginning, and a failure of its own; all are heard meanwhile. */
  async #admit(): Promise<void> {
    const settings = [];
    for (let member = this.#waiting.shift(); member !== undefined; member = this.#waiting.shift()) {
      try {
        const arrays = await this.#beginning(member);
        settings.push({ options: memberOptions(member.spec), seed: member.spec.seed, arrays });
        this.#joining.push(member);
      } catch (error) {
        member.fail(error);
      }
      await this.#listen();
    }
    if (settings.length === 0) return;
    this.#members.push(...this.#joining.splice(0));
    const data = this.#benchmark.task(this.#members[0]!.spec.task);
    this.#batches ??= createBatchSource(this.#benchmark, data, this.#options.residentFloats);
    this.#learner!.join(settings);
    for (const member of this.#members) member.shareWith(this.#members.length);
  }

  /** A member's tensors where it goes on, by way of a learner of its own: the same draws, checks and names. */
  async #beginning(member: Member): Promise<NamedArrays> {
    const { spec, hooks, input } = member;
    const learner = strategyByName(spec.trial.strategy).createLearner({
      benchmark: spec.trial.benchmark,
      configuration: spec.trial.configuration,
      seed: spec.seed,
      data: this.#benchmark,
      onWarning: (message) => hooks.onWarning?.(message),
    }) as HnetLearner;
    try {
      const memory = await begin(learner, input);
      member.begin(memory, this.#benchmark.task(spec.task).trainSize);
      this.#shape ??= {
        task: spec.task,
        hypernetwork: learner.hypernetwork,
        target: learner.target as MlpTarget,
        head: (task) => headOf(spec.trial.benchmark, task),
        labels: this.#benchmark.kind === 'mse' ? 'values' : 'classes',
        forceRegulariser: this.#options.forceRegulariser,
      };
      this.#learner ??= new PackedLearner(this.#shape);
      return await learner.save('midway');
    } finally {
      learner.dispose();
    }
  }

  /** Steps of all members until one of them ends or the event loop wants a turn. */
  async #trainForATurn(): Promise<void> {
    const started = performance.now();
    let last = started;
    const turnMs = this.#options.turnMs ?? TURN_MS;
    do {
      const members = this.#members;
      if (members.some((member) => member.isTrained)) return;
      const wantLoss = members.some((member) => member.wantsLoss);
      const batch = this.#batches!.load(members.map((member) => member.nextRows()));
      const loss = this.#learner!.step(
        batch,
        members.map((member) => member.iteration),
        wantLoss,
      );
      tf.dispose([batch.x, batch.labels]);
      const wanting = members.map((member) => member.wantsLoss);
      for (const member of members) member.memory.iteration += 1;
      const diverged: Member[] = [];
      if (loss !== null) {
        const task = await loss.task.data<'float32'>();
        const regulariser = await loss.regulariser?.data<'float32'>();
        tf.dispose([loss.task, ...(loss.regulariser === null ? [] : [loss.regulariser])]);
        members.forEach((member, i) => {
          if (!wanting[i]) return;
          const isRegularised = regulariser !== undefined && memberOptions(member.spec).beta > 0;
          const point = {
            iteration: member.iteration,
            loss: task[i]!,
            regulariser: isRegularised ? regulariser[i]! : 0,
          };
          if (hasDiverged(point)) diverged.push(member);
          else member.pushPoint(point);
        });
      }
      const now = performance.now();
      for (const member of members) member.memory.seconds += (now - last) / 1000 / members.length;
      last = now;
      if (diverged.length > 0) return await this.#diverge(diverged);
    } while (last - started < turnMs);
  }

  /** A turn for the event loop, signs of life, and what it brought. */
  async #listen(): Promise<void> {
    await nextTurn();
    // As in `trainStage`: the device is a turn behind at most.
    await this.#pace();
    for (const member of this.#members) member.progress();
    await this.#attend();
  }

  /** Between turns: interruptions and checkpoints that are due. */
  async #attend(): Promise<void> {
    // Who has not begun has nothing to keep.
    for (const member of this.#waiting.filter(isAborted)) member.interrupted();
    this.#waiting = this.#waiting.filter((member) => !isAborted(member));
    const now = performance.now();
    const interrupted = this.#members.filter(isAborted);
    const due = this.#members.filter((member) => !isAborted(member) && member.isCheckpointDue(now));
    const gone = [...interrupted, ...(await this.#saveMidway(interrupted))];
    for (const member of interrupted) member.interrupted();
    // Members that came together are due together: a few a turn, so that the others are heard and train on.
    gone.push(...(await this.#saveMidway(due.slice(0, WRITES))));
    this.#remove(gone);
  }

  /** Writes members' checkpoints, some side by side. @returns those that failed at it */
  async #saveMidway(members: readonly Member[]): Promise<Member[]> {
    const failed: Member[] = [];
    for (let from = 0; from < members.length; from += WRITES) {
      const save = async (member: Member): Promise<void> => {
        try {
          await member.saveMidway(await this.#learner!.save(this.#members.indexOf(member)));
        } catch (error) {
          member.fail(error);
          failed.push(member);
        }
      };
      await Promise.all(members.slice(from, from + WRITES).map(save));
    }
    return failed;
  }

  /** Diverged members end without scores. */
  async #diverge(members: readonly Member[]): Promise<void> {
    const arrays = await this.#takeOut(members);
    members.forEach((member, i) => member.finish(null, arrays[i]!, 0));
  }

  /** Trained members are measured together and end; the others wait, but are heard. */
  async #leave(members: readonly Member[]): Promise<void> {
    if (members.length === 0) return;
    const arrays = await this.#takeOut(members);
    const started = performance.now();
    try {
      const gone = new Set<Member>();
      const scores = await scoreMembers(this.#benchmark, this.#shape!, members, arrays, async () => {
        await this.#listen();
        for (const [i, member] of members.entries()) {
          if (gone.has(member) || !isAborted(member)) continue;
          gone.add(member);
          await member.interruptAtEnd(arrays[i]!);
        }
        return gone.size < members.length;
      });
      const seconds = (performance.now() - started) / 1000 / members.length;
      for (const [i, member] of members.entries())
        if (!gone.has(member)) member.finish(scores![i]!, arrays[i]!, seconds);
    } catch (error) {
      for (const member of members) member.fail(error);
    }
  }

  /** Takes members out of the pack, with their tensors as their mid-stage checkpoints have them. */
  async #takeOut(members: readonly Member[]): Promise<NamedArrays[]> {
    const arrays: NamedArrays[] = [];
    for (const member of members) arrays.push(await this.#learner!.save(this.#members.indexOf(member)));
    this.#remove(members);
    return arrays;
  }

  #remove(members: readonly Member[]): void {
    if (members.length === 0) return;
    const places = this.#members.flatMap((member, place) => (members.includes(member) ? [] : [place]));
    this.#members = places.map((place) => this.#members[place]!);
    this.#learner!.keep(places);
    for (const member of this.#members) member.shareWith(this.#members.length);
  }
}

function isAborted({ hooks }: Member): boolean {
  return hooks.signal?.aborted === true;
}
