import type { CheckpointStore } from '../../activities/checkpoint-store.types.ts';
import { UserError } from '../../common/errors.ts';
import type { EmbeddingLandscape, RegressionFits } from '../../hnet/figures/figure.types.ts';
import { embeddingLandscape } from '../../hnet/figures/landscape.ts';
import { regressionFits } from '../../hnet/figures/fits.ts';
import { openTrained } from '../../hnet/figures/trained.ts';
import { loadBenchmark } from '../../hnet/benchmarks/index.ts';
import { selectBackend } from '../../hnet/index.ts';
import type { StageSpec } from '../../hnet/types.ts';

/** A figure that needs a trained hypernetwork. */
export type TrainedFigureName = 'embeddings' | 'fits';

/** Whose figure it is. */
export interface FigureRequest {
  readonly figure: TrainedFigureName;
  /** The last stage of the training. */
  readonly stage: StageSpec;
  /** Its content address. */
  readonly key: string;
}

/** Reach 3 is three standard deviations of a fresh embedding; 500 samples a point give half a point of accuracy. */
const LANDSCAPE = { reach: 3, steps: 21, samples: 500 };

/**
 * Computes a figure from the checkpoint of a training's last stage.
 * @throws UserError `not-found` without the checkpoint, `invalid-input` for a benchmark or strategy that has no such figure
 */
export async function drawFigure(
  { figure, stage, key }: FigureRequest,
  { checkpoints, dataDir }: { readonly checkpoints: CheckpointStore; readonly dataDir: string | null },
): Promise<EmbeddingLandscape | RegressionFits> {
  const found = await checkpoints.readFinal(key);
  if (found === null)
    throw new UserError('not-found', `the checkpoint ${key} is not in this machine's checkpoint folder`, {
      hint: 'Figures of embeddings and fits are drawn where the checkpoints are: name the folder that workers write to.',
    });
  await selectBackend('auto');
  const benchmark = await loadBenchmark(stage.trial.benchmark, dataDir);
  const wanted = benchmark.kind === 'mse' ? 'fits' : 'embeddings';
  if (figure !== wanted)
    throw new UserError(
      'invalid-input',
      `figure: given ${figure}; ${stage.trial.benchmark.name} has ${wanted}`,
    );
  const trained = openTrained(stage, found.bytes);
  try {
    return figure === 'fits'
      ? await regressionFits(trained, benchmark)
      : await embeddingLandscape(trained, benchmark, LANDSCAPE);
  } finally {
    trained.dispose();
  }
}
