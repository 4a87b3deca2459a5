import * as tf from '@tensorflow/tfjs-core';
import type { Benchmark } from '../benchmarks/benchmark.types.ts';
import type { NamedArray, NamedArrays } from '../strategies/strategy.types.ts';
import { driftReference, weightDrift } from '../training/weight-drift.ts';
import { evaluatePacked } from './evaluate.ts';
import { generate } from './hypernetwork.ts';
import type { Member, Scores } from './member.ts';
import type { PackShape } from './packed-learner.ts';

/** Row t of each member's score matrices, and what its later drift is measured against. */
export type MemberScores = Scores & { readonly drift: readonly NamedArray[] };

/**
 * Measures members that are trained, on all tasks so far, as `trainStage` measures one: each batch is loaded once for
 * all of them.
 * @param arrays each member's tensors, as of a mid-stage checkpoint
 * @param onBatch gives the event loop a turn; says whether anybody still waits for the scores
 * @returns null if nobody did
 */
export async function scoreMembers(
  benchmark: Benchmark,
  { task: last, hypernetwork, target, head }: PackShape,
  members: readonly Member[],
  arrays: readonly NamedArrays[],
  onBatch: () => Promise<boolean>,
): Promise<MemberScores[] | null> {
  let wanted = await onBatch();
  const { carriesScores } = members[0]!;
  const found = members.map(({ memory }) => ({
    val: carriesScores ? [...memory.val] : [],
    test: carriesScores ? [...memory.test] : [],
    weightDrift: [] as number[],
    drift: [...memory.drift],
  }));
  const theta = stacked(arrays.map((own) => own.theta!.data));
  try {
    for (let task = carriesScores ? last : 0; task <= last; task += 1) {
      if (!wanted) return null;
      const weights = tf.tidy(() => {
        const rows = arrays.map((own) => embeddingOf(own, task, last));
        return generate(hypernetwork, theta, tf.expandDims<tf.Tensor3D>(stacked(rows), 1));
      });
      const networks = { target, weights, head: head(task) };
      for (const split of ['val', 'test'] as const) {
        const scores = await evaluatePacked(benchmark, task, split, networks, async () => {
          members.forEach((member) => member.progress());
          wanted = await onBatch();
        });
        scores?.forEach((score, i) => found[i]![split].push(score));
      }
      const all = await weights.data<'float32'>();
      weights.dispose();
      found.forEach((own, i) => {
        const size = all.length / members.length;
        const generated = all.slice(i * size, (i + 1) * size);
        if (task === last) {
          const data = driftReference(generated);
          own.drift.push({ shape: [data.length], data });
        }
        own.weightDrift.push(weightDrift(generated, own.drift[task]!));
      });
    }
  } finally {
    theta.dispose();
  }
  // Where every task keeps its own network nothing drifts.
  return found.map((own) => (carriesScores ? { ...own, weightDrift: Array<number>(last + 1).fill(0) } : own));
}

function stacked(rows: readonly Float32Array[]): tf.Tensor2D {
  const size = rows[0]!.length;
  const all = new Float32Array(rows.length * size);
  rows.forEach((row, i) => all.set(row, i * size));
  return tf.tensor2d(all, [rows.length, size]);
}

function embeddingOf(arrays: NamedArrays, task: number, last: number): Float32Array {
  if (task === last) return arrays.embedding!.data;
  const size = arrays.embedding!.data.length;
  return arrays.task_embeddings!.data.slice(task * size, (task + 1) * size);
}
