/** A process that draws one figure and ends: native libraries stay out of the server, which goes on answering. */
import { createFolderCheckpointStore } from '../../activities/checkpoints/folder-store.ts';
import { dieWithParent } from '../die-with-parent.ts';
import { childFailure } from '../slots/child-failure.ts';
import { drawFigure, type FigureRequest } from './draw.ts';

process.on('disconnect', () => process.exit(1));
dieWithParent();
process.once(
  'message',
  (message: { request: FigureRequest; checkpointDir: string; dataDir: string | null }) => {
    const { request, checkpointDir, dataDir } = message;
    drawFigure(request, { checkpoints: createFolderCheckpointStore(checkpointDir), dataDir }).then(
      (figure) => process.send!({ figure }, () => process.exit(0)),
      (error: unknown) => process.send!({ failure: childFailure(error) }, () => process.exit(0)),
    );
  },
);
