/**
 * A slot's process: trains the stages its parent sends, one at a time. It reads and writes checkpoints itself, and
 * ends itself when its parent is gone, so that no orphan trains on.
 */
import { createFolderCheckpointStore } from '../../activities/checkpoints/folder-store.ts';
import type { FromChild, ToChild } from './messages.ts';
import { childFailure } from './child-failure.ts';
import { trainJob } from './train-job.ts';

let interruption = new AbortController();

process.on('disconnect', () => process.exit(1));
// Ctrl-C reaches the whole process group; what becomes of the running stage is the parent's to say.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

process.on('message', (message: ToChild) => {
  if (message.kind === 'interrupt') {
    interruption.abort();
    return;
  }
  interruption = new AbortController();
  const { job, checkpointDir, dataDir } = message;
  trainJob(job, {
    checkpoints: createFolderCheckpointStore(checkpointDir),
    dataDir,
    signal: interruption.signal,
    onPrepared: (what) => say({ kind: 'prepared', what }),
    onProgress: (progress) => say({ kind: 'progress', progress }),
  }).then(
    (outcome) => say({ kind: 'ended', outcome }),
    (error: unknown) => say({ kind: 'failed', failure: childFailure(error) }),
  );
});

say({ kind: 'ready' });

function say(message: FromChild): void {
  process.send?.(message, (error: Error | null) => {
    if (error) process.exit(1);
  });
}
