import type { ControlActivities } from '../../workflows/activities.types.ts';
import type { StageResult, TrialSpec } from '../../hnet/types.ts';
import type { TrialRow } from '../../prisma/store/types.ts';
import { UserError } from '../../common/errors.ts';
import type { ControlDependencies } from './control.types.ts';
import { endTrialRows } from './end-trial.ts';

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
      const replicate = (await store.replicates(trialId)).find((r) => r.seed === seed);
      const stages: readonly StageResult[] = replicate?.stages ?? [];
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

    async finishTrial({ trialId, number, state, reason, signature }) {
      await endTrialRows(store, trialId, state, reason);
      const row = await trialRow(trialId);
      const value = state === 'complete' ? row.value : null;
      const account = value === null ? reason : await valueInWords(row, value);
      await store.appendEvent({
        key: `${trialId}/ended`,
        sweepId: row.sweepId,
        trialId,
        kind: `trial-${state}`,
        message: `trial ${number} ${state}${account === null ? '' : `: ${account}`}`,
        data: { number, ...(value !== null && { value, standardError: row.standardError }) },
      });
      return { number, state, value, reason, signature };
    },

    markTrial: ({ trialId, state }) => store.setTrialState(trialId, state),

    describeSize: ({ trial }) => Promise.resolve(sizeInWords(trial)),
  };

  async function trialRow(trialId: string): Promise<TrialRow> {
    const row = await store.trial(trialId);
    if (!row) throw new UserError('not-found', `no trial ${trialId} in the database`);
    return row;
  }

  /** `val_average_accuracy 0.9812 ± 0.0012`; without the error where there is only one replicate. */
  async function valueInWords({ sweepId, standardError }: TrialRow, value: number): Promise<string> {
    const objective = (await store.sweep(sweepId))?.spec.objective.name ?? 'value';
    const error = standardError === null ? '' : ` ± ${shortNumber(standardError)}`;
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
