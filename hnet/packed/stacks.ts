import * as tf from '@tensorflow/tfjs-core';
import type { NamedArrays } from '../strategies/strategy.types.ts';
import type { PackedMoments } from './optimiser.ts';

/** The tensors of all members, the member's axis first. Moments are null by the optimiser's kind. */
export interface Stacks {
  readonly theta: tf.Tensor2D;
  /** e_t [P, taskEmbeddingSize]. */
  readonly embedding: tf.Tensor2D;
  readonly thetaMoments: PackedMoments;
  readonly embeddingMoments: PackedMoments;
  /** Theta* [P, n_Theta]; of members that are not regularised any row. Null where none is. */
  readonly snapshots: tf.Tensor2D | null;
}

/** What a step changes, by name. */
export const STATE: readonly string[] = [
  ...['theta', 'embedding', 'theta.first', 'theta.second', 'embedding.first', 'embedding.second'],
];

/** One of them; null where there is none. */
export function stateOf(stacks: Stacks, name: string): tf.Tensor2D | null {
  const { theta, embedding, thetaMoments, embeddingMoments } = stacks;
  switch (name) {
    case 'theta':
      return theta;
    case 'embedding':
      return embedding;
    case 'theta.first':
      return thetaMoments.first;
    case 'theta.second':
      return thetaMoments.second;
    case 'embedding.first':
      return embeddingMoments.first;
    default:
      return embeddingMoments.second;
  }
}

/** The reverse. */
export function stacksFrom(names: readonly string[], tensors: readonly tf.Tensor2D[]): Stacks {
  const of = (name: string): tf.Tensor2D | null => tensors[names.indexOf(name)] ?? null;
  return {
    theta: of('theta')!,
    embedding: of('embedding')!,
    thetaMoments: { first: of('theta.first'), second: of('theta.second') },
    embeddingMoments: { first: of('embedding.first'), second: of('embedding.second') },
    snapshots: null,
  };
}

/** Members' arrays on the device, one row a member. */
export function stackOf(settings: readonly { readonly arrays: NamedArrays }[], regularised: boolean): Stacks {
  const stack = (name: string, otherwise: string | null = null): tf.Tensor2D | null => {
    const rows = settings.map(
      ({ arrays }) => arrays[name] ?? (otherwise === null ? null : arrays[otherwise]!),
    );
    if (rows.some((row) => row === null)) return null;
    const size = rows[0]!.data.length;
    const all = new Float32Array(rows.length * size);
    rows.forEach((row, i) => all.set(row!.data, i * size));
    return tf.tensor2d(all, [rows.length, size]);
  };
  const moments = (of: string): PackedMoments => ({
    first: stack(`${of}.first_moment`),
    second: stack(`${of}.second_moment`),
  });
  return {
    theta: stack('theta')!,
    embedding: stack('embedding')!,
    thetaMoments: moments('theta'),
    embeddingMoments: moments('embedding'),
    snapshots: regularised ? stack('theta_snapshot', 'theta') : null,
  };
}

/** The same operation on each tensor of some stacks. */
export function mapStacks(all: readonly Stacks[], operation: (same: tf.Tensor2D[]) => tf.Tensor2D): Stacks {
  const of = (pick: (stacks: Stacks) => tf.Tensor2D | null): tf.Tensor2D | null => {
    const same = all.map(pick);
    return same.some((x) => x === null) ? null : operation(same as tf.Tensor2D[]);
  };
  return {
    theta: of((stacks) => stacks.theta)!,
    embedding: of((stacks) => stacks.embedding)!,
    thetaMoments: { first: of((s) => s.thetaMoments.first), second: of((s) => s.thetaMoments.second) },
    embeddingMoments: {
      first: of((s) => s.embeddingMoments.first),
      second: of((s) => s.embeddingMoments.second),
    },
    snapshots: of((stacks) => stacks.snapshots),
  };
}

/** Frees them. */
export function disposeStacks({ theta, embedding, thetaMoments, embeddingMoments, snapshots }: Stacks): void {
  const all = [theta, embedding, snapshots];
  for (const { first, second } of [thetaMoments, embeddingMoments]) all.push(first, second);
  for (const x of all) x?.dispose();
}
