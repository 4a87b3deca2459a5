import type { EmbeddingLandscape, RegressionFits } from '../../hnet/figures/figure.types.ts';
import type { StageSpec } from '../../hnet/types.ts';
import type { CheckpointFolder } from '../../activities/checkpoints/stage-files.ts';
import type { QueryStore, ReplicateRow, StageUseStore, SweepRow } from '../../prisma/store/types.ts';
import type { Assignment } from '../../search/types.ts';
import type { RunningStage } from '../../workflows/client/running-stages.ts';
import type { SweepSpec } from '../../workflows/types.ts';

/** What the API reads: it never writes to the database. */
export interface ReadStore extends QueryStore, StageUseStore {
  sweep(id: string): Promise<SweepRow | null>;
  replicates(trialId: string): Promise<readonly ReplicateRow[]>;
}

/** What the API asks of the orchestration (`workflows/client/`). Each resolves once the workflow has accepted. */
export interface SweepControl {
  /** Creates the sweep's row and starts its workflow. */
  submit(spec: SweepSpec): Promise<SweepRow>;
  /** No new trials; with `now`, running stages checkpoint and free their devices. */
  pause(sweepId: string, options: { readonly now: boolean }): Promise<void>;
  resume(sweepId: string): Promise<void>;
  /** No new trials; running ones finish. */
  stop(sweepId: string): Promise<void>;
  /** Running trials end, checkpointed. */
  cancel(sweepId: string): Promise<void>;
  setConcurrency(sweepId: string, concurrency: number): Promise<void>;
  /** More of what limits the search; pruned trials trained to their end. One that has ended is taken up again. */
  extend(
    sweepId: string,
    more: {
      readonly trials?: number;
      readonly deviceSeconds?: number;
      readonly seconds?: number;
      readonly revive?: readonly number[];
    },
  ): Promise<void>;
  /** Tries checked configurations of the user's own before anything else. */
  enqueue(sweepId: string, configurations: readonly Assignment[]): Promise<void>;
  /** Takes up again what ended in these states; gives the trials' numbers. */
  retry(sweepId: string, states: readonly ('failed' | 'cancelled')[]): Promise<readonly number[]>;
  /** What these running trials are doing this moment. */
  running(
    sweepId: string,
    trials: readonly { readonly number: number; readonly hash: string }[],
  ): Promise<readonly RunningStage[]>;
}

/** Checks a sweep file (YAML or JSON text) and fills in its defaults; throws an InvalidInputError. */
export type ReadSweepFile = (text: string) => SweepSpec | Promise<SweepSpec>;

/** Computes a figure from a training's last checkpoint (`workers/figures/`). */
export type DrawFigure = (request: {
  readonly figure: 'embeddings' | 'fits';
  readonly stage: StageSpec;
  readonly key: string;
}) => Promise<EmbeddingLandscape | RegressionFits>;

/** The two lines of a logger that the API uses; pino's fits. */
export interface Log {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Everything the API is made of. */
export interface ApiDependencies {
  readonly store: ReadStore;
  readonly control: SweepControl;
  readonly readSweepFile: ReadSweepFile;
  readonly log: Log;
  /** Left out where no checkpoints are at hand. */
  readonly drawFigure?: DrawFigure;
  /** Left out likewise. */
  readonly checkpoints?: CheckpointFolder;
  /** What must answer before the server calls itself ready, by name; the database is always asked. */
  readonly checks?: Readonly<Record<string, () => Promise<unknown>>>;
}
