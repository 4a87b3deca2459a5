/** Figures of trained hypernetworks for the API: drawn in a process of their own, one at a time, and kept. */
import { UserError, type ErrorCode } from '../../common/errors.ts';
import type { EmbeddingLandscape, RegressionFits } from '../../hnet/figures/figure.types.ts';
import { forkChild } from '../fork-child.ts';
import type { ChildFailure } from '../slots/messages.ts';
import type { FigureRequest } from './draw.ts';

type Drawn = EmbeddingLandscape | RegressionFits;

/** Draws figures, see `drawFigure`. */
export type FigureDrawer = (request: FigureRequest) => Promise<Drawn>;

/** A figure that takes longer is given up: minutes would be usual on a busy CPU. */
const LONGEST_MS = 10 * 60_000;
/** Figures kept: checkpoints never change, so neither do they. */
const KEPT = 50;

/** A drawer for one checkpoint folder. */
export function createFigureDrawer(options: {
  readonly checkpointDir: string;
  readonly dataDir: string | null;
}): FigureDrawer {
  const known = new Map<string, Promise<Drawn>>();
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    const name = `${request.figure} ${request.key} ${request.stage.seed}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    const drawn = last.then(() => drawInChild(request, options));
    last = drawn.catch(() => undefined);
    known.set(name, drawn);
    drawn.catch(() => known.delete(name));
    for (const oldest of [...known.keys()].slice(0, Math.max(0, known.size - KEPT))) known.delete(oldest);
    return drawn;
  };
}

function drawInChild(
  request: FigureRequest,
  { checkpointDir, dataDir }: { readonly checkpointDir: string; readonly dataDir: string | null },
): Promise<Drawn> {
  const child = forkChild(import.meta.url, { timeout: LONGEST_MS });
  let words = '';
  child.stderr?.on('data', (text: Buffer) => (words = (words + text.toString()).slice(-2000)));
  return new Promise((resolve, reject) => {
    child.on('message', (answer: { figure: Drawn } | { failure: ChildFailure }) => {
      if ('figure' in answer) return resolve(answer.figure);
      const { code, message, hint } = answer.failure;
      reject(new UserError(code as ErrorCode, message, hint === null ? {} : { hint }));
    });
    child.on('error', reject);
    child.on('exit', (code, signal) =>
      reject(
        new UserError('unavailable', `the figure could not be drawn: ${signal ?? `exit ${code}`}`, {
          ...(words === '' ? {} : { hint: words.trim().split('\n').at(-1)! }),
        }),
      ),
    );
    child.send({ request, checkpointDir, dataDir });
  });
}
