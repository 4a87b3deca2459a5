import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { WorkflowLookup } from './control.types.ts';

/** Asks a Temporal client after workflows. */
export function createLookup(client: Client): WorkflowLookup {
  return async (workflowId) => {
    try {
      const { status } = await client.workflow.getHandle(workflowId).describe();
      return status.name === 'RUNNING' ? { kind: 'running' } : { kind: 'ended', status: status.name };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { kind: 'unknown' };
      throw error;
    }
  };
}
