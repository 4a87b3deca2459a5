import type { WorkflowFate } from './control.types.ts';

/** The state of a trial or sweep whose workflow ended without writing one. */
export function fateState(fate: WorkflowFate): 'failed' | 'cancelled' {
  return fate.kind === 'ended' && fate.status === 'CANCELLED' ? 'cancelled' : 'failed';
}

/** Why, in words. */
export function fateReason(fate: WorkflowFate): string {
  if (fate.kind === 'running') return 'its workflow is running';
  if (fate.kind === 'unknown') return 'its workflow is not known to the Temporal server';
  return `its workflow has ended as ${fate.status.toLowerCase().replaceAll('_', ' ')}`;
}
