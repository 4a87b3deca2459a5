import { Client } from '@temporalio/client';
import type { Connection } from '@temporalio/client';
import type { SweepRow, SweepStore } from '../../prisma/store/types.ts';
import { fairnessKey, sweepWorkflowId } from '../ids.ts';
import * as messages from '../messages.ts';
import type { SweepProgress } from '../messages.ts';
import { searchAttributes } from '../search-attributes.ts';
import type { sweep } from '../sweep/sweep.ts';
import { DEFAULT_TUNING } from '../tuning.ts';
import type { Tuning } from '../tuning.ts';
import { CONTROL_QUEUE } from '../types.ts';
import type { SweepSpec } from '../types.ts';
import { clientError } from './errors.ts';
import { ensureSearchAttributes } from './index-attributes.ts';
import { runningStages } from './running-stages.ts';
import type { RunningStage } from './running-stages.ts';

/** Starts and steers sweeps. Every method throws `UserError`s: `unavailable`, `conflict`, `not-found`, `invalid-input`. */
export interface SweepClient {
  /** Makes the sweep's row and starts its workflow; if that can't be started the row is gone again. */
  submit(spec: SweepSpec): Promise<SweepRow>;
  /** No new trials; with `now`, running stages checkpoint and free their devices. Answers once the database shows it. */
  pause(sweepId: string, options?: { readonly now?: boolean }): Promise<void>;
  resume(sweepId: string): Promise<void>;
  /** No new trials; running ones finish. */
  stop(sweepId: string): Promise<void>;
  /** Running trials end, checkpointed. */
  cancel(sweepId: string): Promise<void>;
  setConcurrency(sweepId: string, trials: number): Promise<void>;
  /** What the sweep's workflow says of itself; needs a control worker. */
  progress(sweepId: string): Promise<SweepProgress>;
  /** What these running trials are doing this moment. */
  running(
    sweepId: string,
    trials: readonly { readonly number: number; readonly hash: string }[],
  ): Promise<readonly RunningStage[]>;
  /** Waits until the sweep's workflow has ended. */
  ended(sweepId: string): Promise<void>;
}

export interface SweepClientOptions {
  readonly connection: Connection;
  readonly namespace: string;
  readonly store: Pick<SweepStore, 'createSweep' | 'deleteUnstartedSweep' | 'setSweepConcurrency' | 'sweep'>;
  readonly tuning?: Tuning;
}

/** How long a control worker may take to answer. */
const ANSWER_MS = 30_000;

export function createSweepClient(options: SweepClientOptions): SweepClient {
  const { connection, namespace, store, tuning = DEFAULT_TUNING } = options;
  const client = new Client({ connection, namespace });
  const handleOf = (sweepId: string) => client.workflow.getHandle<typeof sweep>(sweepWorkflowId(sweepId));
  let indexed: Promise<boolean> | null = null;

  /** Asks something that a control worker must answer, and does not wait for one for ever. */
  const ask = async <T>(sweepId: string, question: () => Promise<T>): Promise<T> => {
    try {
      return await client.withDeadline(Date.now() + ANSWER_MS, question);
    } catch (error) {
      throw clientError(error, `sweep ${sweepId}`);
    }
  };

  return {
    async submit(spec) {
      const row = await store.createSweep(spec);
      try {
        indexed ??= ensureSearchAttributes(connection, namespace);
        const where = { sweepId: row.id, benchmark: spec.benchmark.name, strategy: spec.strategy };
        await client.workflow.start<typeof sweep>('sweep', {
          workflowId: sweepWorkflowId(row.id),
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          taskQueue: CONTROL_QUEUE,
          staticSummary: `${spec.strategy} on ${spec.benchmark.name}, ${spec.method}`,
          // Inherited by its trials and their activities: a large sweep does not starve a small one.
          priority: { priorityKey: spec.priority, fairnessKey: fairnessKey(row.id) },
          args: [{ sweepId: row.id, spec, tuning, indexed: await indexed }],
          ...((await indexed) && { typedSearchAttributes: searchAttributes(where) }),
        });
      } catch (error) {
        await store.deleteUnstartedSweep(row.id);
        throw clientError(error, `sweep ${row.id}`);
      }
      return row;
    },

    pause: (id, { now = false } = {}) =>
      ask(id, () => handleOf(id).executeUpdate(messages.pauseUpdate, { args: [{ now }] })),
    resume: (id) => ask(id, () => handleOf(id).executeUpdate(messages.resumeUpdate)),
    stop: (id) => ask(id, () => handleOf(id).executeUpdate(messages.stopUpdate)),
    cancel: (id) => ask(id, () => handleOf(id).executeUpdate(messages.cancelUpdate)),
    async setConcurrency(id, trials) {
      await ask(id, () => handleOf(id).executeUpdate(messages.setConcurrencyUpdate, { args: [trials] }));
      await store.setSweepConcurrency(id, trials);
    },

    progress: (id) => ask(id, () => handleOf(id).query(messages.progressQuery)),

    running: (id, trials) => ask(id, () => runningStages(client, id, trials)),

    async ended(sweepId) {
      try {
        await handleOf(sweepId).result();
      } catch (error) {
        throw clientError(error, `sweep ${sweepId}`);
      }
    },
  };
}
