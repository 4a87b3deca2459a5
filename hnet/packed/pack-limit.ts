import { headOf } from '../configuration/scenario.ts';
import { targetNetworkOf } from '../configuration/target.ts';
import { createHypernetwork, lastWidth } from '../model/hypernetwork.ts';
import type { MlpTarget } from '../model/mlp-target.ts';
import { estimateCost } from '../training/choose-regulariser.ts';
import type { BackendName, StageSpec } from '../types.ts';
import { isRegularised, memberOptions, packKey } from './pack-key.ts';

/** `auto` packs where it pays; a number is how many at most; `off` trains each stage by itself. */
export type PackSetting = 'auto' | 'off' | number;

/** Most that is ever chosen by itself; beyond it calls are no longer what a step costs. */
const MOST = 128;

/** What a backend is roughly good for. Only their proportions matter, and a factor of two rarely decides. */
interface Speed {
  /** Seconds of a call that computes next to nothing; less on native TensorFlow's CPU, whose steps are graphs. */
  readonly call: number;
  /** Floating-point operations per second, of batched products. */
  readonly flops: number;
  /** Bytes per second, of elementwise passes. */
  readonly bytes: number;
  /** Bytes to plan with where nobody says how much memory there is. */
  readonly memory: number;
}

const SPEEDS: Readonly<Record<BackendName, Speed>> = {
  'tensorflow-gpu': { call: 25e-6, flops: 20e12, bytes: 1e12, memory: 8e9 },
  tensorflow: { call: 6e-6, flops: 50e9, bytes: 8e9, memory: 2e9 },
  webgpu: { call: 30e-6, flops: 2e12, bytes: 100e9, memory: 2e9 },
  wasm: { call: 12e-6, flops: 1e9, bytes: 3e9, memory: 1e9 },
  cpu: { call: 10e-6, flops: 0.1e9, bytes: 0.3e9, memory: 1e9 },
};

/** Calls of a step: of the task loss and its gradient, and of the regulariser with the look-ahead. */
const CALLS = { task: 95, regulariser: 85 };
/** Passes over arrays as long as Theta_h in a step: cuts, joins, moments. */
const PASSES = 30;
/** Arrays as long as Theta_h that a member holds at once at most. */
const COPIES = 16;
/** Arithmetic may grow to so many times the time of the calls; a larger pack would gain next to nothing. */
const ENOUGH = 4;

/** What a step of one member costs, by counting. */
export interface StepCost {
  /** Seconds of arithmetic and memory traffic: what more members add. */
  readonly arithmetic: number;
  /** Seconds of calls: what members share. */
  readonly calls: number;
  /** Bytes that a member needs. */
  readonly bytes: number;
}

/** Counts a stage's step on a backend. */
export function stepCost(spec: StageSpec, backend: BackendName): StepCost {
  const { benchmark, configuration } = spec.trial;
  const { call, flops, bytes } = SPEEDS[backend];
  const options = memberOptions(spec);
  const { widths, layout } = targetNetworkOf(benchmark, configuration) as MlpTarget;
  const hypernetwork = createHypernetwork({ ...options, targetSize: layout.size });
  const rows = configuration.batch_size as number;
  const headed = [...widths.slice(0, -1), headOf(benchmark, spec.task).size];
  const products = headed.slice(1).reduce((sum, width, i) => sum + width * headed[i]!, 0);
  const { chunks, chunkSize } = hypernetwork;
  const output = chunks * chunkSize * (lastWidth(hypernetwork) + 1);
  const theta = hypernetwork.layout.size;
  const tasks = Math.min(options.regularisedTasks ?? spec.task, spec.task);
  // Whatever its own beta: the limit is of all stages of one key.
  const regularised = tasks > 0 && isRegularised(spec);
  // In seconds of a CPU of 100 GFLOP/s.
  const regulariser = regularised
    ? estimateCost(hypernetwork, tasks, options.targets)
    : { plain: 0, gram: 0 };
  const chosen = options.maskRegulariser ? regulariser.plain : Math.min(regulariser.plain, regulariser.gram);
  const stored = regularised && chosen === regulariser.plain ? spec.task * layout.size : 0;
  return {
    // Forward and both gradients: three products of two operations each.
    arithmetic:
      (6 * (rows * products + output) + chosen * 100e9) / flops +
      (4 * (PASSES * theta + 6 * layout.size)) / bytes,
    calls: call * (CALLS.task + (regularised ? CALLS.regulariser : 0)),
    bytes: 4 * (COPIES * theta + 6 * layout.size + stored + 4 * rows * widths.reduce((sum, n) => sum + n, 0)),
  };
}

/**
 * How many stages of this one's `packKey` to train together in one process; 1 trains it by itself. The same on every
 * machine with this backend, unless memory limits it: what a stage's numbers are does not depend on what else waits.
 * @param backend what runs here
 * @param memory bytes of the device that this process may use; null if nobody knows
 */
export function packLimit(
  spec: StageSpec,
  backend: BackendName,
  setting: PackSetting,
  memory: number | null = null,
): number {
  if (setting === 'off' || packKey(spec, backend) === null) return 1;
  if (typeof setting === 'number') return setting;
  const cost = stepCost(spec, backend);
  // Where arithmetic takes longer than the calls, a pack could not even be twice as fast.
  if (cost.arithmetic > cost.calls) return 1;
  const useful = Math.ceil((ENOUGH * cost.calls) / cost.arithmetic);
  const fitting = Math.floor((memory ?? SPEEDS[backend].memory) / 2 / cost.bytes);
  return Math.max(1, Math.min(useful, fitting, MOST));
}
