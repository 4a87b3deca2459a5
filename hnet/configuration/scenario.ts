/** Which outputs of a network belong to which task, and what labels mean, by scenario (hnet-spec section 3.6). */
import type { Head } from '../model/target-network.ts';
import type { BenchmarkSpec, Scenario } from '../types.ts';
import { benchmarkShape } from './benchmark-shape.ts';

/** All scenarios, for checks and help. */
export const SCENARIOS: readonly Scenario[] = ['CL1', 'CL2', 'CL3'];

/** The outputs of one task: its own in CL1 and CL3, the shared ones in CL2. */
export function headOf(benchmark: BenchmarkSpec, task: number): Head {
  const { outputs, multiHead } = benchmarkShape(benchmark);
  return { from: multiHead ? task * outputs : 0, size: outputs };
}

/**
 * The outputs that a network which isn't told the task chooses among after task `upTo`: in CL3 those of all classes
 * seen so far, 0..(upTo + 1) k; in CL2 the shared ones. In CL1 the task is told, so it is that task's head.
 */
export function seenHead(benchmark: BenchmarkSpec, upTo: number): Head {
  if (benchmark.scenario !== 'CL3') return headOf(benchmark, upTo);
  return { from: 0, size: (upTo + 1) * benchmarkShape(benchmark).outputs };
}

/** What is added to a class within a task to make the label that is predicted: t k in CL3, else nothing. */
export function labelOffset(benchmark: BenchmarkSpec, task: number): number {
  return benchmark.scenario === 'CL3' ? task * benchmarkShape(benchmark).outputs : 0;
}
