/** Workflow ids. The server refuses a second workflow with the same id: that is what makes duplicates impossible. */

export function sweepWorkflowId(sweepId: string): string {
  return `sweep-${sweepId}`;
}

/** Carries the hash of the trial's whole configuration. */
export function trialWorkflowId(sweepId: string, hash: string): string {
  return `trial/${sweepId}/${hash}`;
}

/** The evaluation of a leader with fresh seeds. */
export function confirmationWorkflowId(sweepId: string, hash: string): string {
  return `${trialWorkflowId(sweepId, hash)}/confirm`;
}

/** Fairness keys are limited to 64 bytes. */
export function fairnessKey(sweepId: string): string {
  return sweepId.slice(-64);
}
