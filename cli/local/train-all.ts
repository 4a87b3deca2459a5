/** All tasks of one replicate, one stage after another in this process. */
import cliProgress from 'cli-progress';
import type { CheckpointStore } from '../../activities/checkpoint-store.types.ts';
import { stageKey } from '../../hnet/index.ts';
import type { BackendName, StageResult, TrialSpec } from '../../hnet/types.ts';
import { knowledge } from '../../workers/knowledge.ts';
import { trainJob } from '../../workers/slots/train-job.ts';
import { note } from '../output/print.ts';

export interface TrainAllInput {
  readonly trial: TrialSpec;
  readonly seed: number;
  readonly backend: BackendName | 'auto';
  readonly checkpointEverySeconds: number;
}

export interface Training {
  readonly interrupted: boolean;
  /** Of the tasks done, in order. */
  readonly stages: readonly StageResult[];
  /** Of the whole training; empty where it was interrupted or diverged. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Content address of the last stage's checkpoint. */
  readonly checkpoint: string | null;
}

export interface TrainAllHooks {
  readonly checkpoints: CheckpointStore;
  readonly signal: AbortSignal;
  /** Told of every task as it is done. */
  readonly onStage?: (result: StageResult) => void;
}

/**
 * Trains task after task, each from the checkpoint of the one before. Stages that the checkpoint folder has are taken
 * from there, and a stage that was interrupted goes on from where it was.
 */
export async function trainAll(
  { trial, seed, backend, checkpointEverySeconds }: TrainAllInput,
  { checkpoints, signal, onStage }: TrainAllHooks,
): Promise<Training> {
  const { tasks } = trial.benchmark;
  const stages: StageResult[] = [];
  let previousKey: string | null = null;
  for (let task = 0; task < tasks; task += 1) {
    const stage = { trial, seed, task };
    const key = stageKey(stage, backend);
    const progress = createProgress(task, tasks);
    const outcome = await trainJob(
      // This process is the only one that trains here: the time orders its attempts.
      { stage, key, previousKey, fence: Date.now(), backend, checkpointEverySeconds, checkpointKeep: 1 },
      {
        checkpoints,
        dataDir: null,
        signal,
        onPrepared: () => undefined,
        onProgress: ({ iteration, of, loss }) => progress.at(iteration, of, loss),
      },
    ).finally(() => progress.end());
    if (outcome.kind === 'interrupted')
      return { interrupted: true, stages, metrics: {}, checkpoint: previousKey };
    stages.push(outcome.result);
    onStage?.(outcome.result);
    previousKey = key;
    if (outcome.result.outcome === 'diverged')
      return { interrupted: false, stages, metrics: {}, checkpoint: key };
  }
  return { interrupted: false, stages, metrics: knowledge.metricsOf(trial, stages), checkpoint: previousKey };
}

interface Progress {
  at(iteration: number, of: number, loss: number): void;
  end(): void;
}

function createProgress(task: number, tasks: number): Progress {
  const name = `task ${task + 1} of ${tasks}`;
  if (!process.stderr.isTTY) {
    note(name);
    return { at: () => undefined, end: () => undefined };
  }
  const bar = new cliProgress.SingleBar(
    {
      format: `${name} {bar} {value}/{total} loss {loss}, {eta_formatted} left`,
      barsize: 24,
      hideCursor: true,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  );
  let started = false;
  return {
    at(iteration, of, loss) {
      const fields = { loss: loss.toPrecision(3) };
      if (started) bar.update(iteration, fields);
      else bar.start(of, iteration, fields);
      started = true;
    },
    end: () => bar.stop(),
  };
}
