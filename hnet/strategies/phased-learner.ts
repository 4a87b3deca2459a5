import type {
  Batch,
  Classifier,
  Learner,
  NamedArray,
  NamedArrays,
  Predictor,
  StepLoss,
} from './strategy.types.ts';

/** Where a part of a learner is within a stage: its phase is still to come, is running, or is over. */
export type PartState = 'waiting' | 'training' | 'finished';

/** A network that a learner trains in a phase of its own, one after the other within a stage. Owns its tensors. */
export interface Part {
  /** Begins its phase of a task: makes optimisers afresh, copies what is to stay as it was. */
  begin(task: number): void;
  /** One iteration, counted from the start of the phase; otherwise as `Learner.step`. The caller disposes the losses. */
  step(batch: Batch, iteration: number, wantLoss: boolean, rateScale?: number): StepLoss | null;
  /** Ends the phase: frees what only its training needs. */
  finish(): void;
  /** The task is over: takes to the host what is frozen from now on. Called for parts whose phase took place. */
  endTask?(): Promise<void>;
  /** `final`: what later tasks need; `midway`: also what the next iteration of a phase needs, if it is running. */
  save(scope: 'final' | 'midway'): Promise<NamedArrays>;
  /** @throws UserError `corrupt-data` if its arrays are not of this configuration's sizes */
  restore(
    arrays: NamedArrays,
    at: { readonly task: number; readonly state: PartState; readonly steps: number },
  ): void;
  dispose(): void;
}

/** A phase of a stage. */
export interface Phase<Name extends string> {
  readonly part: Name;
  readonly iterations: number;
}

/** Iterations of a stage. */
export function iterationsOf(phases: readonly Phase<string>[]): number {
  return phases.reduce((sum, { iterations }) => sum + iterations, 0);
}

/** The phase that an iteration of a stage belongs to, and which of the phase's iterations it is. */
export function locate(
  phases: readonly Phase<string>[],
  iteration: number,
): { readonly index: number; readonly step: number } {
  let step = iteration;
  let index = 0;
  // Iterations past the end belong to the last phase.
  while (index + 1 < phases.length && step >= phases[index]!.iterations) {
    step -= phases[index]!.iterations;
    index += 1;
  }
  return { index, step };
}

/**
 * A learner whose stages consist of phases: each phase trains one part. A phase begins with its first iteration and is
 * closed by the next one's, or by the end of the task, so that a checkpoint between two phases is one of the first.
 */
export abstract class PhasedLearner<Name extends string> implements Learner {
  /** In the order they are restored: a part may ask those before it for what they hold. */
  readonly #parts: readonly (readonly [Name, Part])[];
  readonly #phasesOf: (task: number) => readonly Phase<Name>[];
  #task = 0;
  /** Index of the running phase; null before the first iteration. */
  #running: number | null = null;

  /**
   * @param parts by the prefix of their arrays in checkpoints; '' for none
   * @param phasesOf the phases of a task's stage, in order
   */
  constructor(parts: readonly (readonly [Name, Part])[], phasesOf: (task: number) => readonly Phase<Name>[]) {
    this.#parts = parts;
    this.#phasesOf = phasesOf;
  }

  abstract predictor(task: number): Predictor;
  abstract classifier(upTo: number): Classifier;

  beginTask(task: number): void {
    this.#task = task;
    this.#running = null;
  }

  step(batch: Batch, iteration: number, wantLoss: boolean, rateScale = 1): StepLoss | null {
    const phases = this.#phasesOf(this.#task);
    const { index, step } = locate(phases, iteration);
    if (index !== this.#running) {
      if (this.#running !== null) this.#part(phases[this.#running]!.part).finish();
      this.#part(phases[index]!.part).begin(this.#task);
      this.#running = index;
    }
    return this.#part(phases[index]!.part).step(batch, step, wantLoss, rateScale);
  }

  async endTask(): Promise<void> {
    for (const [index, { part }] of this.#phasesOf(this.#task).entries()) {
      // A phase that no iteration reached takes place without any.
      if (this.#running === null || index > this.#running) this.#part(part).begin(this.#task);
      this.#part(part).finish();
      await this.#part(part).endTask?.();
    }
    this.#running = null;
  }

  async save(scope: 'final' | 'midway'): Promise<NamedArrays> {
    const arrays: Record<string, NamedArray> = {};
    for (const [prefix, part] of this.#parts)
      for (const [name, array] of Object.entries(await part.save(scope)))
        arrays[prefix === '' ? name : `${prefix}.${name}`] = array;
    return arrays;
  }

  restore(
    arrays: NamedArrays,
    at: { readonly task: number; readonly midway: boolean; readonly steps: number },
  ): void {
    const phases = this.#phasesOf(at.task);
    this.#task = at.task;
    // The phase of the last iteration done: at its end it has not been closed yet.
    const last = at.midway && at.steps > 0 ? locate(phases, at.steps - 1) : null;
    this.#running = last?.index ?? null;
    for (const [prefix, part] of this.#parts) {
      const phase = phases.findIndex((each) => each.part === prefix);
      const state: PartState =
        last === null || phase === -1 || phase > last.index
          ? 'waiting'
          : phase === last.index
            ? 'training'
            : 'finished';
      part.restore(this.#arraysOf(arrays, prefix), {
        task: at.task,
        state,
        steps: state === 'training' ? last!.step + 1 : 0,
      });
    }
  }

  dispose(): void {
    for (const [, part] of this.#parts) part.dispose();
  }

  #part(name: Name): Part {
    return this.#parts.find(([prefix]) => prefix === name)![1];
  }

  /** The arrays of one part, under the names it gave them. */
  #arraysOf(arrays: NamedArrays, prefix: Name): NamedArrays {
    const prefixes = this.#parts.map(([each]) => `${each}.`).filter((each) => each !== '.');
    const own = (name: string): boolean =>
      prefix === '' ? !prefixes.some((each) => name.startsWith(each)) : name.startsWith(`${prefix}.`);
    const cut = prefix === '' ? 0 : prefix.length + 1;
    return Object.fromEntries(
      Object.entries(arrays)
        .filter(([name]) => own(name))
        .map(([name, array]) => [name.slice(cut), array]),
    );
  }
}
