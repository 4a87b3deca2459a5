import { Client } from '@temporalio/client';
import type { Connection } from '@temporalio/client';
import type { QueryStore, SweepRow, SweepStore, TrialRow } from '../../prisma/store/types.ts';
import type { Assignment } from '../../search/types.ts';
import { canonicalJson } from '../../common/canonical-json.ts';
import { UserError } from '../../common/errors.ts';
import { MAX_REVIVALS } from '../sweep/growth.ts';
import { fairnessKey, sweepWorkflowId } from '../ids.ts';
import * as messages from '../messages.ts';
import type { Extension, SweepProgress } from '../messages.ts';
import { searchAttributes } from '../search-attributes.ts';
import type { sweep } from '../sweep/sweep.ts';
import { DEFAULT_TUNING } from '../tuning.ts';
import type { Tuning } from '../tuning.ts';
import { CONTROL_QUEUE } from '../types.ts';
import type { SweepSpec, TrialState } from '../types.ts';
import { clientError } from './errors.ts';
import { growSweep, revivalsOf } from './growth.ts';
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
  /** More trials, device time, time; pruned trials trained to their end. One that has ended is taken up again. */
  extend(sweepId: string, more: Extension & { readonly revive?: readonly number[] }): Promise<void>;
  /** Tries configurations of the user's own before anything else. One that has ended is taken up again. */
  enqueue(sweepId: string, configurations: readonly Assignment[]): Promise<void>;
  /** Takes up again what ended in these states; gives the numbers. One that has ended is taken up again. */
  retry(sweepId: string, states: readonly RetriedState[]): Promise<readonly number[]>;
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

/** States of trials that can be tried again. */
export type RetriedState = Extract<TrialState, 'failed' | 'cancelled'>;

export interface SweepClientOptions {
  readonly connection: Connection;
  readonly namespace: string;
  readonly store: Pick<
    SweepStore,
    | 'createSweep'
    | 'deleteUnstartedSweep'
    | 'setSweepConcurrency'
    | 'setSweepLimits'
    | 'setSweepState'
    | 'reopenSweep'
    | 'sweep'
    | 'trialByNumber'
    | 'trialTotals'
  > &
    Pick<QueryStore, 'listTrials'>;
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

  const isIndexed = (): Promise<boolean> => (indexed ??= ensureSearchAttributes(connection, namespace));
  const growing = { client, store, tuning, indexed: isIndexed, ask };

  const trialOf = async (sweepId: string, number: number): Promise<TrialRow> => {
    const trial = await store.trialByNumber(sweepId, number);
    if (trial === null) throw new UserError('not-found', `sweep ${sweepId} has no trial ${number}`);
    return trial;
  };

  return {
    async submit(spec) {
      await checkWarmStart(store, spec);
      const row = await store.createSweep(spec);
      try {
        const where = { sweepId: row.id, benchmark: spec.benchmark.name, strategy: spec.strategy };
        await client.workflow.start<typeof sweep>('sweep', {
          workflowId: sweepWorkflowId(row.id),
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          taskQueue: CONTROL_QUEUE,
          staticSummary: `${spec.strategy} on ${spec.benchmark.name}, ${spec.method}`,
          // Inherited by its trials and their activities: a large sweep does not starve a small one.
          priority: { priorityKey: spec.priority, fairnessKey: fairnessKey(row.id) },
          args: [{ sweepId: row.id, spec, tuning, indexed: await isIndexed() }],
          ...((await isIndexed()) && { typedSearchAttributes: searchAttributes(where) }),
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

    async extend(id, { revive = [], ...extension }) {
      const more = Object.values(extension).some((value) => value !== undefined);
      const trials = await Promise.all(revive.map((number) => trialOf(id, number)));
      for (const { number, state } of trials)
        if (state !== 'pruned')
          throw new UserError(
            'conflict',
            `trial ${number} of ${id} is ${state}; only pruned ones are revived`,
            {
              hint: 'Failed and cancelled ones are tried again with `hnet-sweep retry`.',
            },
          );
      const revivals = revivalsOf(trials, false);
      await growSweep(growing, id, {
        ...(more && { extension }),
        ...(revivals.length > 0 && { revivals }),
      });
    },
    enqueue: (id, configurations) => growSweep(growing, id, { enqueue: configurations }),
    async retry(id, states) {
      const { trials } = await store.listTrials({ sweepId: id, states, limit: MAX_REVIVALS });
      if (trials.length === 0)
        throw new UserError('conflict', `sweep ${id} has no trial that is ${states.join(' or ')}`);
      await growSweep(growing, id, { revivals: revivalsOf(trials, true) });
      return trials.map(({ number }) => number);
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

/**
 * Values are comparable only where the same thing was measured: what a sweep starts from must have the same benchmark,
 * strategy and objective.
 * @throws UserError `invalid-input` naming the sweep and what differs
 */
async function checkWarmStart(store: Pick<SweepStore, 'sweep'>, spec: SweepSpec): Promise<void> {
  for (const id of spec.warmStart ?? []) {
    const earlier = await store.sweep(id);
    if (earlier === null) throw new UserError('invalid-input', `warm_start: there is no sweep ${id}`);
    const different = (['benchmark', 'strategy', 'objective'] as const).find(
      (key) => canonicalJson(earlier.spec[key]) !== canonicalJson(spec[key]),
    );
    if (different !== undefined)
      throw new UserError(
        'invalid-input',
        `warm_start: ${id} has another ${different}, ${canonicalJson(earlier.spec[different])}; values must have been measured in the same way`,
      );
  }
}
