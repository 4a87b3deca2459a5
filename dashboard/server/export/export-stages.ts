import { metricsOf } from '../../../hnet/training/metrics.ts';
import { scoreKindOf } from '../../../hnet/benchmarks/score-kind.ts';
import type { ReplicateRow, StageRow, SweepRow } from '../../../prisma/store/types.ts';
import { freeParameters } from '../../../search/space/index.ts';
import type { RecordedTraining, Recording } from '../../../search/simulation/index.ts';
import type { ReadStore } from '../dependencies.types.ts';
import { trialPages } from '../views/find.ts';

/** Digits that are kept: of scores more than noise lets one tell, of seconds a millisecond. */
const SCORE_DIGITS = 5;
const SECOND_DECIMALS = 3;

/** Pieces of a recording of a sweep: what every complete trial scored after each stage, and what each stage took. */
export async function* exportStages(store: ReadStore, sweep: SweepRow): AsyncGenerator<string> {
  const { id, spec } = sweep;
  const { benchmark, strategy, objective, space, seeds } = spec;
  const head: Omit<Recording, 'configurations'> = {
    ...{ kind: 'recorded-surface', version: 1, sweep: id, benchmark: benchmark.name, strategy },
    ...{ tasks: benchmark.tasks, objective, space, seeds },
  };
  yield `${JSON.stringify(head).slice(0, -1)},"configurations":[`;
  const free = freeParameters(space);
  const stages = new Map<string, number>();
  const numberOf = (key: string): number => {
    if (!stages.has(key)) stages.set(key, stages.size);
    return stages.get(key)!;
  };
  let between = '\n';
  const states = ['complete', 'diverged'] as const;
  for await (const page of trialPages(store, { sweepId: id, sort: 'number', states, limit: 100 }))
    for (const trial of page) {
      const replicates = (await store.replicates(trial.id)).filter(({ state }) => state !== 'cancelled');
      const configuration: Recording['configurations'][number] = {
        assignment: Object.fromEntries(free.map((name) => [name, trial.assignment[name]!])),
        replicates: replicates.map((replicate) => recorded(sweep, replicate, numberOf)),
      };
      yield `${between}${JSON.stringify(configuration)}`;
      between = ',\n';
    }
  yield '\n]}\n';
}

function recorded(
  { spec }: SweepRow,
  { seed, stages }: ReplicateRow,
  numberOf: (key: string) => number,
): RecordedTraining {
  const kind = scoreKindOf(spec.benchmark);
  const whole = stages.filter(({ outcome }) => outcome === 'complete');
  const objective = (upTo: number): number =>
    metricsOf(kind, whole.slice(0, upTo), { compressionRatio: NaN })[spec.objective.name] ?? NaN;
  const scores = (split: 'val' | 'test'): number[][] => whole.map((stage) => stage[split].map(short));
  return {
    ...{ seed, val: scores('val'), test: scores('test') },
    values: whole.map((_, i) => short(objective(i + 1))),
    seconds: stages.map(secondsOf),
    keys: stages.map(({ key }) => numberOf(key)),
    diverged: stages.length > whole.length,
  };
}

function secondsOf({ trainSeconds, evaluationSeconds }: StageRow): number {
  return Number((trainSeconds + evaluationSeconds).toFixed(SECOND_DECIMALS));
}

function short(value: number): number {
  return Number(value.toPrecision(SCORE_DIGITS));
}
