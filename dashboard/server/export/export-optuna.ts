import { scoreKindOf } from '../../../hnet/benchmarks/score-kind.ts';
import { metricsOf } from '../../../hnet/training/metrics.ts';
import type { ReplicateRow, SweepRow, TrialRow } from '../../../prisma/store/types.ts';
import { freeParameters } from '../../../search/space/index.ts';
import { mean } from '../../../search/statistics/index.ts';
import { CARRIED, carriedBy } from '../../../sweepfile/bridges/optuna-carried.ts';
import { toOptuna, toOptunaValue } from '../../../sweepfile/bridges/optuna-distributions.ts';
import type { SweepSpec, TrialState } from '../../../workflows/types.ts';
import type { ReadStore } from '../dependencies.types.ts';
import { trialPages } from '../views/find.ts';

/** Operations of Optuna's journal (optuna.storages.journal, JournalOperation). */
const CREATE_STUDY = 0;
const SET_STUDY_USER_ATTR = 2;
const CREATE_TRIAL = 4;

const DIRECTIONS = { minimize: 1, maximize: 2 } as const;
/** Optuna's TrialState; it knows no other ends than these. */
const STATES: Readonly<Record<TrialState, number>> = {
  ...{ running: 0, paused: 0, complete: 1, pruned: 2, diverged: 3, failed: 3, cancelled: 3, waiting: 4 },
};
/** Who wrote the journal: any name that no other process of Optuna has. */
const WORKER = 'hnet-sweep';
/** The study of a journal that has only one. */
const STUDY = 0;

/**
 * Pieces of a journal file of Optuna's with one study, the sweep:
 * `optuna.load_study(study_name=SWEEP, storage=JournalStorage(JournalFileBackend(FILE)))`.
 * Tasks are steps of its intermediate values; what Optuna has no place for stands in user attributes.
 */
export async function* exportOptuna(store: ReadStore, sweep: SweepRow): AsyncGenerator<string> {
  const { spec, id } = sweep;
  yield line({ op_code: CREATE_STUDY, study_name: id, directions: [DIRECTIONS[spec.objective.goal]] });
  const attributes = {
    ...{ objective: spec.objective.name, strategy: spec.strategy, benchmark: spec.benchmark.name },
    ...{ method: spec.method, seeds: spec.seeds },
    [CARRIED]: carriedBy(spec),
  };
  for (const [name, value] of Object.entries(attributes))
    yield line({ op_code: SET_STUDY_USER_ATTR, study_id: STUDY, user_attr: { [name]: value } });
  for await (const page of trialPages(store, { sweepId: id, sort: 'number', limit: 200 }))
    for (const trial of page) yield line(trialEntry(spec, trial, await store.replicates(trial.id)));
}

function line(entry: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ ...entry, worker_id: WORKER })}\n`;
}

function trialEntry(spec: SweepSpec, trial: TrialRow, replicates: readonly ReplicateRow[]) {
  const names = freeParameters(spec.space);
  const known = names.flatMap((name) => {
    const value = toOptunaValue(spec.space[name]!, trial.assignment[name]);
    return value === null ? [] : [[name, value] as const];
  });
  const finite = trial.value !== null && Number.isFinite(trial.value);
  const state = trial.state === 'complete' && !finite ? STATES.failed : STATES[trial.state];
  return {
    ...{ op_code: CREATE_TRIAL, study_id: STUDY, state },
    // A value of a trial that isn't over, or failed, would be a mistake to Optuna.
    value: finite && (state === STATES.complete || state === STATES.pruned) ? trial.value : null,
    values: null,
    datetime_start: time(trial.startedAt),
    ...(trial.endedAt === null ? {} : { datetime_complete: time(trial.endedAt) }),
    distributions: Object.fromEntries(
      known.map(([name]) => [name, JSON.stringify(toOptuna(spec.space[name]!))]),
    ),
    params: Object.fromEntries(known),
    user_attrs: {
      ...{ number: trial.number, hash: trial.hash, state: trial.state, reason: trial.reason },
      ...{ standard_error: trial.standardError, replicates: trial.replicatesDone },
      ...{ device_seconds: trial.deviceSeconds, configuration: trial.configuration, metrics: trial.metrics },
    },
    system_attrs: {},
    intermediate_values: intermediateValues(spec, replicates),
  };
}

/** The objective over the tasks so far after each task that all replicates have, their mean. */
function intermediateValues(spec: SweepSpec, replicates: readonly ReplicateRow[]): Record<string, number> {
  const whole = replicates.map(({ stages }) => stages.filter(({ outcome }) => outcome === 'complete'));
  const trained = whole.filter(({ length }) => length > 0);
  const reached = Math.min(...trained.map(({ length }) => length));
  if (trained.length === 0) return {};
  const kind = scoreKindOf(spec.benchmark);
  const steps = Array.from({ length: reached }, (_, i) => i + 1).flatMap((step) => {
    const value = mean(
      trained.map((stages) => {
        const metrics = metricsOf(kind, stages.slice(0, step), { compressionRatio: NaN });
        return metrics[spec.objective.name] ?? NaN;
      }),
    );
    return Number.isFinite(value) ? [[step, value] as const] : [];
  });
  return Object.fromEntries(steps);
}

/** As Optuna writes them; a trial that never began began when it was made up. */
function time(at: Date | null): string | null {
  return at === null ? null : at.toISOString().replace('Z', '+00:00');
}
