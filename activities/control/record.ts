import type { ControlActivities, EndedTrialState, TrialEnd } from '../../workflows/activities.types.ts';
import type { StageResult, TrialSpec } from '../../hnet/types.ts';
import type { TrialRow } from '../../prisma/store/types.ts';
import { UserError } from '../../common/errors.ts';
import { mean, standardError } from '../../search/statistics/index.ts';
import type { ControlDependencies } from './control.types.ts';
import { endReplicates, endTrialRows } from './end-trial.ts';

type Recording = Pick<
  ControlActivities,
  'recordStage' | 'releaseStage' | 'finishReplicate' | 'finishTrial' | 'markTrial' | 'describeSize'
>;

/** What trials write down: stages, the ends of replicates, their own state. */
export function createRecording({ store, knowledge }: ControlDependencies): Recording {
  return {
    async recordStage({ trialId, seed, key, token, output }) {
      const { result, attempt, worker, checkpointDigest } = output;
      await store.recordStage(
        { trialId, seed, key, result, reused: false, attempt, worker, checkpointDigest },
        token,
      );
    },

    releaseStage: ({ key, owner }) => store.releaseStage(key, owner),

    async finishReplicate({ trialId, seed, state }) {
      const trial = await trialRow(trialId);
      const sweep = await store.sweep(trial.sweepId);
      const stages: readonly StageResult[] = (await store.stageResults(trialId, [seed])).get(seed)!;
      const metrics =
        state === 'complete' && sweep
          ? knowledge.metricsOf(
              {
                benchmark: sweep.spec.benchmark,
                strategy: sweep.spec.strategy,
                configuration: trial.configuration,
              },
              stages,
            )
          : null;
      await store.finishReplicate(trialId, seed, state, metrics);
    },

    async finishTrial({ trialId, number, state, reason, signature, generation = 0, purpose }) {
      if (purpose === 'confirm') return await finishConfirmation(trialId, state, reason, signature);
      await endTrialRows(store, trialId, state, reason);
      const row = await trialRow(trialId);
      const value = state === 'complete' ? row.value : null;
      const account = value === null ? reason : await valueInWords(row, value, row.standardError);
      await store.appendEvent({
        key: generation === 0 ? `${trialId}/ended` : `${trialId}/ended/${generation}`,
        sweepId: row.sweepId,
        trialId,
        kind: `trial-${state}`,
        message: `trial ${number} ${state}${account === null ? '' : `: ${account}`}`,
        data: { number, ...(value !== null && { value, standardError: row.standardError }) },
      });
      return {
        number,
        state,
        value,
        reason,
        signature,
        standardError: row.standardError,
        // Stages that others had trained cost it nothing: they don't count.
        ...(state === 'failed' && row.deviceSeconds === 0 && { untrained: true }),
      };
    },

    markTrial: ({ trialId, state }) => store.setTrialState(trialId, state),

    describeSize: ({ trial }) => Promise.resolve(sizeInWords(trial)),
  };

  async function trialRow(trialId: string): Promise<TrialRow> {
    const row = await store.trial(trialId);
    if (!row) throw new UserError('not-found', `no trial ${trialId} in the database`);
    return row;
  }

  /** Ends what a leader's confirmation left open, and says in the log what it found. */
  async function finishConfirmation(
    trialId: string,
    state: EndedTrialState,
    reason: string | null,
    signature: string | null,
  ): Promise<TrialEnd> {
    await endReplicates(store, trialId, state, 'confirm');
    const row = await trialRow(trialId);
    const { number, sweepId } = row;
    const name = (await store.sweep(sweepId))?.spec.objective.name ?? '';
    const metrics = (await store.replicateMetrics([trialId], 'confirm')).get(trialId);
    const values = [...(metrics?.values() ?? [])].flatMap(({ [name]: value }) => value ?? []);
    const found = state === 'complete' && values.length > 0;
    const account = found
      ? `confirmed with ${values.length} fresh seeds: ${await valueInWords(row, mean(values), standardError(values))}`
      : `not confirmed, ${state}${reason === null ? '' : `: ${reason}`}`;
    await store.appendEvent({
      key: `${trialId}/confirmed/${values.length}/${state}`,
      sweepId,
      trialId,
      kind: found ? 'trial-confirmed' : 'trial-unconfirmed',
      message: `trial ${number} ${account}`,
      data: { number, ...(found && { value: mean(values), standardError: standardError(values) }) },
    });
    return { number, state, value: null, reason, signature, purpose: 'confirm' };
  }

  /** `val_average_accuracy 0.9812 ± 0.0012`; without the error where there is only one replicate. */
  async function valueInWords(
    { sweepId }: TrialRow,
    value: number,
    deviation: number | null,
  ): Promise<string> {
    const objective = (await store.sweep(sweepId))?.spec.objective.name ?? 'value';
    const error = deviation === null ? '' : ` ± ${shortNumber(deviation)}`;
    return `${objective} ${shortNumber(value)}${error}`;
  }

  function sizeInWords(trial: TrialSpec): string {
    const counts = knowledge.parameterCounts(trial);
    const n = (value: number) => value.toLocaleString('en-US');
    return (
      `the configuration is too large for this device: its target network has ${n(counts.target)} weights, ` +
      `generated in ${counts.chunks === 0 ? 'one piece' : `${n(counts.chunks)} chunks`} by ${n(counts.total)} stored parameters`
    );
  }
}

/** Four decimals, or four digits of what is too small for them. */
function shortNumber(value: number): string {
  return value === 0 || Math.abs(value) >= 0.001 ? value.toFixed(4) : value.toPrecision(2);
}
