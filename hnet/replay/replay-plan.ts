/** What a classifier that rehearses is to answer, scenario by scenario (hnet-spec 3.6). */
import * as tf from '@tensorflow/tfjs-core';
import type { Scenario } from '../types.ts';
import { EXCLUDED, type WeightedTargets } from './weighted-loss.ts';

/** What the outputs that a task adds are worth in a former classifier's soft targets (CL3). */
export const NEW_OUTPUTS = ['zero_logit', 'zero_probability'] as const;
/** How real and replayed samples share the loss. */
export const WEIGHTINGS = ['constant', 'by_tasks'] as const;

/** How replay is weighed. */
export interface ReplayWeighting {
  readonly weighting: (typeof WEIGHTINGS)[number];
  /** l, the share of replay, with `constant`. */
  readonly weight: number;
}

/** How a former classifier labels replay. */
export interface LabelRule {
  readonly targets: 'soft' | 'hard';
  /** T, of soft targets. */
  readonly temperature: number;
  readonly newOutputs: (typeof NEW_OUTPUTS)[number];
}

/** l: the share of the loss that replay has while task t is trained; 1 - 1 / (t + 1) by tasks. */
export function replayShare({ weighting, weight }: ReplayWeighting, task: number): number {
  if (task === 0) return 0;
  return weighting === 'constant' ? weight : task / (task + 1);
}

/** What a plan is made for. */
export interface ReplayPlanInput {
  readonly scenario: Scenario;
  /** T and k. */
  readonly tasks: number;
  readonly outputs: number;
  /** t, the task in training. */
  readonly task: number;
  readonly batchSize: number;
  /** Which task each replayed row was sampled as; null where nobody knows (unconditional replay). */
  readonly replayTasks: readonly number[] | null;
  /** Replayed rows. */
  readonly replayRows: number;
  readonly weighting: ReplayWeighting;
  readonly labels: LabelRule;
}

/**
 * The targets of a batch of real rows with replayed ones below, whose outputs are
 *
 * - CL1: [T heads of k]. A real row counts at head t, a replayed one at head j of the decoder it came from; one whose
 *   task nobody knows counts at every earlier head alike.
 * - CL2: the shared k.
 * - CL3: the first (t + 1) k of T k; the rest take no part.
 *
 * All but the former classifier's answers is constant during a stage. Owns its tensors.
 */
export class ReplayPlan {
  readonly #input: ReplayPlanInput;
  /** Outputs a softmax is taken over. */
  readonly #groupSize: number;
  readonly #scale: tf.Tensor2D;
  readonly #inverseTemperature: tf.Tensor2D | null;
  readonly #mask: tf.Tensor2D | null;
  /** Of the former classifier's logits: which count, and what is added to the others. [1, groupSize] */
  readonly #former: { readonly keep: tf.Tensor2D; readonly mask: tf.Tensor2D } | null;

  constructor(input: ReplayPlanInput) {
    const { scenario, tasks, outputs, task, labels } = input;
    this.#input = input;
    this.#groupSize = scenario === 'CL3' ? tasks * outputs : outputs;
    const { shares, temperatures } = this.#groupConstants();
    this.#scale = tf.tensor2d(
      shares.map((share, group) => share * temperatures[group]!),
      [shares.length, 1],
    );
    this.#inverseTemperature = temperatures.every((temperature) => temperature === 1)
      ? null
      : tf.tensor2d(
          temperatures.map((temperature) => 1 / temperature),
          [shares.length, 1],
        );
    const seen = (task + 1) * outputs;
    const old = task * outputs;
    const isCL3 = scenario === 'CL3';
    this.#mask =
      isCL3 && seen < this.#groupSize ? this.#row((output) => (output < seen ? 0 : EXCLUDED)) : null;
    // Hard labels are among the old outputs: a logit of 0 is there to soften, not to be chosen.
    const answers = labels.targets === 'soft' && labels.newOutputs === 'zero_logit' ? seen : old;
    this.#former =
      isCL3 && task > 0
        ? {
            keep: this.#row((output) => (output < old ? 1 : 0)),
            mask: this.#row((output) => (output < answers ? 0 : EXCLUDED)),
          }
        : null;
  }

  /**
   * What a former classifier's logits for replayed inputs make of their targets: probabilities in each group.
   * Shapes [rows, outputs] -> [rows, outputs]; for use inside a tidy.
   */
  targetsOf(logits: tf.Tensor2D): tf.Tensor2D {
    const { targets, temperature } = this.#input.labels;
    let groups = tf.reshape<tf.Rank.R2>(logits, [-1, this.#groupSize]);
    if (this.#former !== null)
      groups = tf.add<tf.Tensor2D>(tf.mul(groups, this.#former.keep), this.#former.mask);
    const found =
      targets === 'soft'
        ? tf.softmax(tf.div<tf.Tensor2D>(groups, temperature))
        : tf.oneHot(tf.argMax<tf.Tensor1D>(groups, 1), this.#groupSize);
    return tf.reshape(tf.cast(found, 'float32'), logits.shape);
  }

  /**
   * Targets of a whole batch; for use inside a tidy.
   * @param oneHot classes of the real rows within their task [batchSize, k]
   * @param replayed `targetsOf` the replayed rows [replayRows, all outputs]; null without replay
   */
  batchTargets(oneHot: tf.Tensor2D, replayed: tf.Tensor2D | null): WeightedTargets {
    const { scenario, tasks, outputs, task } = this.#input;
    const real =
      scenario === 'CL2'
        ? oneHot
        : tf.pad2d(oneHot, [
            [0, 0],
            [task * outputs, (tasks - task - 1) * outputs],
          ]);
    const all = replayed === null ? real : tf.concat2d([real, replayed], 0);
    return {
      targets: tf.reshape(all, [-1, this.#groupSize]),
      scale: this.#scale,
      inverseTemperature: this.#inverseTemperature,
      mask: this.#mask,
    };
  }

  dispose(): void {
    tf.dispose([this.#scale]);
    this.#inverseTemperature?.dispose();
    this.#mask?.dispose();
    if (this.#former !== null) tf.dispose([this.#former.keep, this.#former.mask]);
  }

  /** Share of the loss and temperature of every group, the real rows' first. */
  #groupConstants(): { shares: number[]; temperatures: number[] } {
    const { scenario, tasks, task, batchSize, replayTasks, replayRows, weighting, labels } = this.#input;
    const replay = replayShare(weighting, task);
    const heads = scenario === 'CL1' ? tasks : 1;
    const shares: number[] = [];
    const temperatures: number[] = [];
    for (let row = 0; row < batchSize + replayRows; row += 1) {
      const isReal = row < batchSize;
      const ofRow = isReal ? (1 - replay) / batchSize : replay / replayRows;
      const from = isReal ? task : (replayTasks?.[row - batchSize] ?? null);
      for (let head = 0; head < heads; head += 1) {
        const ofHead = heads === 1 ? 1 : from === null ? (head < task ? 1 / task : 0) : head === from ? 1 : 0;
        shares.push(ofRow * ofHead);
        temperatures.push(isReal || labels.targets === 'hard' ? 1 : labels.temperature);
      }
    }
    return { shares, temperatures };
  }

  #row(value: (output: number) => number): tf.Tensor2D {
    return tf.tensor2d([Array.from({ length: this.#groupSize }, (_, output) => value(output))]);
  }
}
