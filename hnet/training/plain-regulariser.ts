import * as tf from '@tensorflow/tfjs-core';
import { Compiled } from '../backend/compiled.ts';
import { hiddenBackward, hiddenForward, outputBackward, type Hypernetwork } from '../model/hypernetwork.ts';
import { product } from '../model/linear-algebra.ts';
import { tidy } from '../model/tidy.ts';
import type { Regulariser, RegulariserInput } from './regulariser.types.ts';

/** Generated weights held at once, in floats: tasks are taken in groups below this. */
const GROUP_FLOATS = 8e6;

/** How targets f_h(e_j, Theta*) are had: computed once and kept, or generated again at every evaluation. */
export type TargetMode = 'stored' | 'online';

/**
 * The regulariser as it is written: generate the weights of every task in S and compare them with their targets.
 * @param masks per task, the weights that count, [chunks, m] of zeros and ones; null counts all. The surplus of the
 *   last chunk never counts.
 */
export function createPlainRegulariser(
  hypernetwork: Hypernetwork,
  input: RegulariserInput,
  mode: TargetMode,
  masks: readonly Float32Array[] | null,
): Regulariser {
  const { chunks, chunkSize, targetSize } = hypernetwork;
  const snapshot = input.snapshot.clone();
  const embeddings = input.embeddings.clone();
  const known = embeddings.shape[0];
  const surplusMask = chunks * chunkSize === targetSize ? null : maskOfSize(hypernetwork);
  const groupSize = Math.max(1, Math.floor(GROUP_FLOATS / (chunks * chunkSize)));
  const rowsOf = (theta: tf.Tensor1D, e: tf.Tensor2D): tf.Tensor2D => {
    const { output, last } = hiddenForward(hypernetwork, theta, e);
    return product(output, last);
  };

  /** f_h(e_j, Theta*) by task, once asked for. */
  const targets = new Map<number, tf.Tensor2D>();
  const targetOf = (task: number): tf.Tensor2D => {
    const target =
      targets.get(task) ??
      tf.keep(tf.tidy(() => rowsOf(snapshot, tf.slice2d(embeddings, [task, 0], [1, -1]))));
    targets.set(task, target);
    return target;
  };
  const masksOf = (tasks: readonly number[]): tf.Tensor2D | null =>
    masks &&
    tf.concat2d(
      tasks.map((task) => tf.tensor2d(masks[task]!, [chunks, chunkSize])),
      0,
    );

  /** The groups of all tasks: made once, where every evaluation takes all. */
  let whole: readonly Group[] | null = null;
  const groupsOf = (tasks: readonly number[]): readonly Group[] => {
    const all = tasks.length === known;
    if (all && whole !== null) return whole;
    const groups: Group[] = [];
    for (let from = 0; from < tasks.length; from += groupSize) {
      const group = tasks.slice(from, from + groupSize);
      const e = tf.gather(embeddings, group);
      const goal = mode === 'online' ? null : all ? rowsOf(snapshot, e) : tf.concat2d(group.map(targetOf), 0);
      groups.push({ embeddings: e, targets: goal, mask: masksOf(group) });
    }
    if (!all) return groups;
    for (const tensor of groups.flatMap(tensorsOf)) tf.keep(tensor);
    return (whole = groups);
  };

  /** Gradient of beta R of a group, and its value where that is wanted. */
  const partOf = (
    theta: tf.Tensor1D,
    group: Group,
    scale: number,
    wantValue: boolean,
  ): readonly tf.Tensor[] => {
    const size = group.embeddings.shape[0];
    const pass = hiddenForward(hypernetwork, theta, group.embeddings);
    const rows = product(pass.output, pass.last); // [size * chunks, m]
    let difference: tf.Tensor2D = tf.sub(rows, group.targets ?? rowsOf(snapshot, group.embeddings));
    if (group.mask !== null) difference = tf.mul(difference, group.mask);
    else if (surplusMask !== null) difference = maskEach(difference, surplusMask, size);
    const gradient = tf.mul<tf.Tensor2D>(difference, 2 * scale);
    const { hidden, last } = outputBackward(hypernetwork, pass, gradient);
    const flat = tf.concat1d([...hiddenBackward(hypernetwork, pass, hidden, false).parameters, last]);
    return wantValue ? [flat, tf.mul(tf.sum(tf.square(difference)), scale)] : [flat];
  };
  // Summing the squares is a pass over all generated weights: spared where no value is wanted.
  const compiled = { with: new Compiled(), without: new Compiled() };

  return {
    form: 'plain',
    evaluate: (theta, tasks, wantValue) =>
      tidy(() => {
        const scale = input.beta / tasks.length;
        const form = wantValue ? compiled.with : compiled.without;
        const parts = groupsOf(tasks).map((group) => {
          return form.run([theta, ...tensorsOf(group)], ([t, ...rest]) => {
            const given = [...rest];
            const next = (tensor: tf.Tensor2D | null) => tensor && (given.shift() as tf.Tensor2D);
            const inputs = {
              embeddings: next(group.embeddings)!,
              targets: next(group.targets),
              mask: next(group.mask),
            };
            return partOf(t as tf.Tensor1D, inputs, scale, wantValue);
          });
        });
        const sum = (i: number): tf.Tensor =>
          parts.length === 1 ? parts[0]![i]! : tf.addN(parts.map((p) => p[i]!));
        return { gradient: sum(0) as tf.Tensor1D, value: wantValue ? (sum(1) as tf.Scalar) : null };
      }),
    dispose() {
      compiled.with.dispose();
      compiled.without.dispose();
      tf.dispose([snapshot, embeddings, ...targets.values(), ...(whole ?? []).flatMap(tensorsOf)]);
      surplusMask?.dispose();
    },
  };
}

/** Some tasks that are evaluated together. */
interface Group {
  readonly embeddings: tf.Tensor2D;
  /** f_h(e_j, Theta*) of each [tasks * chunks, m]; null where they are generated anew. */
  readonly targets: tf.Tensor2D | null;
  /** What counts of them; null for all. */
  readonly mask: tf.Tensor2D | null;
}

function tensorsOf({ embeddings, targets, mask }: Group): tf.Tensor2D[] {
  return [embeddings, targets, mask].filter((tensor) => tensor !== null);
}

/** Ones for the n_W weights that exist, zeros for the surplus of the last chunk. */
function maskOfSize({ chunks, chunkSize, targetSize }: Hypernetwork): tf.Tensor2D {
  const mask = new Float32Array(chunks * chunkSize).fill(1, 0, targetSize);
  return tf.tensor2d(mask, [chunks, chunkSize]);
}

/** Each task's rows [chunks, m] times the same mask. */
function maskEach(difference: tf.Tensor2D, mask: tf.Tensor2D, tasks: number): tf.Tensor2D {
  if (tasks === 1) return tf.mul(difference, mask);
  const [chunks, size] = mask.shape;
  const shaped = tf.reshape(difference, [tasks, chunks, size]);
  return tf.reshape(tf.mul(shaped, mask), [tasks * chunks, size]);
}
