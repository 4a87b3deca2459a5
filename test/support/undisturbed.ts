/** The same trainings without Temporal, database, other processes or interruptions: what the numbers must equal. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderCheckpointStore } from '../../activities/checkpoints/folder-store.ts';
import type { StageResult, TrialSpec } from '../../hnet/types.ts';
import type { Metrics, StageRow, TrialRow } from '../../prisma/store/types.ts';
import { knowledge } from '../../workers/knowledge.ts';
import { trainJob } from '../../workers/slots/train-job.ts';
import type { SweepSpec } from '../../workflows/types.ts';
import type { LocatedStage } from './outcome.ts';

/** What a stage comes to, its times and places apart. */
export interface StageNumbers {
  readonly digest: string;
  readonly val: readonly number[];
  readonly test: readonly number[];
  readonly weightDrift: readonly number[];
  readonly finalLoss: number;
  readonly iterations: number;
}

/** A replicate's numbers. */
export interface UndisturbedRun {
  readonly stages: readonly StageNumbers[];
  readonly metrics: Metrics;
}

/** Trains a trial's configuration with one seed in this process, from the first task to the last. */
export async function undisturbed(
  { configuration }: Pick<TrialRow, 'configuration'>,
  sweep: SweepSpec,
  seed: number = sweep.seeds[0]!,
): Promise<UndisturbedRun> {
  const folder = mkdtempSync(join(tmpdir(), 'hnet-undisturbed-'));
  const trial: TrialSpec = { benchmark: sweep.benchmark, strategy: sweep.strategy, configuration };
  const stages: StageNumbers[] = [];
  const results: StageResult[] = [];
  try {
    let previousKey: string | null = null;
    for (let task = 0; task < trial.benchmark.tasks; task += 1) {
      const stage = { trial, seed, task };
      const key = knowledge.stageKey(stage, sweep.backend);
      const outcome = await trainJob(
        {
          stage,
          key,
          previousKey,
          fence: 1,
          backend: sweep.backend,
          checkpointEverySeconds: Infinity,
          checkpointKeep: 1,
        },
        {
          checkpoints: createFolderCheckpointStore(folder),
          dataDir: null,
          signal: new AbortController().signal,
          onPrepared: () => undefined,
          onProgress: () => undefined,
        },
      );
      if (outcome.kind !== 'finished') throw new Error(`task ${task} was interrupted`);
      stages.push(numbersOf({ ...outcome.result, checkpointDigest: outcome.checkpointDigest }));
      results.push(outcome.result);
      previousKey = key;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { stages, metrics: withoutTimes(knowledge.metricsOf(trial, results)) };
}

/** The numbers of a stage as recorded. */
export function numbersOf(stage: StageResult & Pick<StageRow, 'checkpointDigest'>): StageNumbers {
  const { checkpointDigest: digest, val, test, weightDrift, finalLoss, iterations } = stage;
  return { digest, val, test, weightDrift, finalLoss, iterations };
}

/** Metrics that do not depend on how fast the machine was. */
export function withoutTimes(metrics: Metrics): Metrics {
  return Object.fromEntries(Object.entries(metrics).filter(([name]) => !name.endsWith('_seconds')));
}

/** A replicate's recorded numbers, in the form of {@link undisturbed}. */
export function recorded(
  stages: readonly LocatedStage[],
  { number, seed }: { readonly number: number; readonly seed: number },
): readonly StageNumbers[] {
  return stages.filter((stage) => stage.number === number && stage.seed === seed).map(numbersOf);
}
