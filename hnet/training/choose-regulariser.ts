import { lastWidth, type Hypernetwork } from '../model/hypernetwork.ts';
import { createGramRegulariser } from './gram-regulariser.ts';
import { sharedSize } from './masked-rows.ts';
import { createPlainRegulariser, type TargetMode } from './plain-regulariser.ts';
import type { Regulariser, RegulariserInput } from './regulariser.types.ts';

/** Rough speeds of a CPU, only to weigh arithmetic against memory traffic; a factor of two either way rarely decides. */
const FLOPS_PER_SECOND = 100e9;
const BYTES_PER_SECOND = 10e9;

/**
 * How often each form reads or writes its largest arrays: the generated weights, or M and v. Measured with both as graphs
 * of native TensorFlow (docs/gram-regulariser.md), where the two take turns between one task and two.
 */
const PASSES = 8;

/** Seconds that one evaluation is estimated to take in each form, by counting operations and bytes. */
export function estimateCost(
  hypernetwork: Hypernetwork,
  tasks: number,
  mode: TargetMode,
  masks: readonly Float32Array[] | null = null,
): { plain: number; gram: number } {
  const { chunks, chunkSize, targetSize } = hypernetwork;
  const width = lastWidth(hypernetwork);
  const generated = tasks * chunks * chunkSize;
  const products = mode === 'stored' ? 3 : 4; // forward, two gradients, and the target again
  const plain =
    (products * 2 * generated * width) / FLOPS_PER_SECOND + (PASSES * 4 * generated) / BYTES_PER_SECOND;
  const columns = 2 * width + 1;
  const rows = tasks * chunks;
  const sets = chunks * chunkSize === targetSize ? 1 : 2; // of columns, see gram-regulariser.ts
  const gramFlops = 4 * chunkSize * columns * (width + 1) + 2 * rows * columns * (columns + sets * width);
  const gramBytes = 4 * PASSES * columns * (chunkSize + rows);
  // The weights that tasks count differently, see masked-rows.ts: at most whole rows.
  const masked = masks === null ? 0 : generated - tasks * sharedSize(hypernetwork, masks);
  const flops = gramFlops + 6 * masked * columns;
  return { plain, gram: flops / FLOPS_PER_SECOND + (gramBytes + 8 * 4 * masked) / BYTES_PER_SECOND };
}

/**
 * The cheaper form for a stage.
 * @param tasksPerStep |S|
 * @param force for tests and measurements
 */
export function createRegulariser(
  hypernetwork: Hypernetwork,
  input: RegulariserInput,
  options: {
    readonly tasksPerStep: number;
    readonly targets: TargetMode;
    readonly masks: readonly Float32Array[] | null;
    readonly force?: 'plain' | 'gram' | undefined;
  },
): Regulariser {
  const cost = estimateCost(hypernetwork, options.tasksPerStep, options.targets, options.masks);
  // Where tasks share not even the first weight, there is nothing that the Gram form could serve.
  const canBeGram = sharedSize(hypernetwork, options.masks) > 0;
  const form = canBeGram ? (options.force ?? (cost.gram < cost.plain ? 'gram' : 'plain')) : 'plain';
  return form === 'gram'
    ? createGramRegulariser(hypernetwork, input, options.masks)
    : createPlainRegulariser(hypernetwork, input, options.targets, options.masks);
}
