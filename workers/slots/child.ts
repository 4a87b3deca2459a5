/**
 * A slot's process: trains the stages its parent sends, one at a time or packed. It reads and writes checkpoints itself, and
 * ends itself when its parent is gone, so that no orphan trains on.
 */
import { createFolderCheckpointStore } from '../../activities/checkpoints/folder-store.ts';
import { dieWithParent } from '../die-with-parent.ts';
import type { FromChild, ToChild } from './messages.ts';
import { childFailure } from './child-failure.ts';
import { createBackends, createPacks } from './shared.ts';
import { trainJob } from './train-job.ts';

/** Jobs in training, each with what interrupts it. */
const jobs = new Map<number, AbortController>();
const backends = createBackends();
const packs = createPacks();

process.on('disconnect', () => process.exit(1));
dieWithParent();
// Ctrl-C reaches the whole process group; what becomes of the running stage is the parent's to say.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

process.on('message', (message: ToChild) => {
  if (message.kind === 'interrupt') {
    jobs.get(message.id)?.abort();
    return;
  }
  const { id, job, packing, checkpointDir, dataDir } = message;
  const interruption = new AbortController();
  jobs.set(id, interruption);
  trainJob(job, {
    checkpoints: createFolderCheckpointStore(checkpointDir),
    dataDir,
    signal: interruption.signal,
    packing,
    packs,
    open: backends,
    onLimit: (limit) => say({ kind: 'limit', id, limit }),
    onPrepared: (what) => say({ kind: 'prepared', id, what }),
    onProgress: (progress) => say({ kind: 'progress', id, progress }),
  })
    .then(
      (outcome) => say({ kind: 'ended', id, outcome }),
      (error: unknown) => say({ kind: 'failed', id, failure: childFailure(error) }),
    )
    .finally(() => jobs.delete(id));
});

say({ kind: 'ready' });

function say(message: FromChild): void {
  process.send?.(message, (error: Error | null) => {
    if (error) process.exit(1);
  });
}
