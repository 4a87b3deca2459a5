/** What control activities are made from. */
import type { BackendName, ParameterCounts, StageResult, StageSpec, TrialSpec } from '../../hnet/types.ts';
import type { Metrics, Store } from '../../prisma/store/types.ts';
import type { Assignment, Sampler } from '../../search/types.ts';
import type { SweepSpec } from '../../workflows/types.ts';

/** The pure knowledge that control activities apply: the search and the science, without any tensors. */
export interface Knowledge {
  /** The sampler of that name. */
  createSampler(method: string): Sampler;
  /** A proposal with every default filled in; throws `InvalidInputError` for an impossible combination. */
  resolveTrial(spec: SweepSpec, assignment: Assignment): TrialSpec;
  /** Content address of the checkpoint that a stage leaves. */
  stageKey(stage: StageSpec, backend: BackendName | 'auto'): string;
  /** Metrics of a whole replicate, from its stages in order of tasks. */
  metricsOf(trial: TrialSpec, stages: readonly StageResult[]): Metrics;
  parameterCounts(trial: TrialSpec): ParameterCounts;
}

/** Whether a workflow is still running, and if not how it ended. */
export type WorkflowFate =
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly status: string }
  | { readonly kind: 'unknown' };

/** Asks Temporal after a workflow. */
export type WorkflowLookup = (workflowId: string) => Promise<WorkflowFate>;

export interface ControlDependencies {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly lookup: WorkflowLookup;
  /** How patiently a claim waits for another trial; tests hand in less. */
  readonly waiting?: ClaimWaiting;
}

export interface ClaimWaiting {
  readonly pollMs: number;
  /** How often the owner of a held claim is looked at. */
  readonly lookMs: number;
  readonly longestMs: number;
  /** Claims that wait in this process at once; more are told `busy`, so that waiting never fills the worker. */
  readonly mostWaiting: number;
}
