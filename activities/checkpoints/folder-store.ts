import { dirname, join } from 'node:path';
import type { CheckpointStore, FinalCheckpoint } from '../checkpoint-store.types.ts';
import { checkFence, raiseFence } from './fence.ts';
import { namesIn, readIfThere, removeFrom, sha256, writeAtomically } from './file.ts';
import { partialName, partialsAmong } from './partial-name.ts';
import { temporariesBefore } from './temporary-name.ts';

/**
 * Checkpoints in a folder, which may be a network file system that several machines mount.
 *
 * One folder a stage, `<first two digits>/<key>/`: `final.safetensors` with `final.json` beside it (digest and result;
 * written last, it is what makes the stage finished), `partial-<fence>-<iteration>-<digest>.safetensors`, and an empty
 * `fence-<n>` that names the newest attempt. What is being written has the name `.by-<fence>-<any>.tmp` until it is whole.
 */
export function createFolderCheckpointStore(root: string): CheckpointStore {
  const folderOf = (key: string) => stageFolder(root, key);

  return {
    async openAttempt(key, fence) {
      const folder = folderOf(key);
      await raiseFence(folder, fence);
      await dropLeftovers(folder, fence);
    },

    async readFinal(key) {
      const folder = folderOf(key);
      const [manifest, bytes] = await Promise.all([
        readIfThere(join(folder, 'final.json')),
        readIfThere(join(folder, 'final.safetensors')),
      ]);
      if (!manifest || !bytes) return null;
      const final = parseManifest(manifest);
      return final && sha256(bytes) === final.digest ? { final, bytes } : null;
    },

    async writeFinal(key, fence, bytes, result) {
      const folder = folderOf(key);
      await checkFence(folder, fence);
      const final: FinalCheckpoint = { digest: sha256(bytes), bytes: bytes.length, fence, result };
      await writeFenced(join(folder, 'final.safetensors'), fence, bytes);
      // Again: between a slow write and this one a newer attempt may have begun.
      await checkFence(folder, fence);
      await writeFenced(join(folder, 'final.json'), fence, JSON.stringify(final));
      return final;
    },

    async readNewestPartial(key) {
      const folder = folderOf(key);
      for (const { digest, ...checkpoint } of partialsAmong(await namesIn(folder))) {
        const bytes = await readIfThere(join(folder, checkpoint.name));
        if (bytes && sha256(bytes) === digest) return { checkpoint, bytes };
      }
      return null;
    },

    async writePartial(key, fence, iteration, bytes, keep) {
      const folder = folderOf(key);
      await checkFence(folder, fence);
      const name = partialName(fence, iteration, sha256(bytes));
      await writeFenced(join(folder, name), fence, bytes);
      const old = partialsAmong(await namesIn(folder)).slice(Math.max(1, keep));
      await removeFrom(
        folder,
        old.map((p) => p.name).filter((other) => other !== name),
      );
      return { fence, iteration, name };
    },

    async clearPartials(key) {
      const folder = folderOf(key);
      const partials = partialsAmong(await namesIn(folder));
      await removeFrom(
        folder,
        partials.map((p) => p.name),
      );
    },
  };
}

/** Where a stage's files lie. */
export function stageFolder(root: string, key: string): string {
  return join(root, key.slice(0, 2), key);
}

/** Writes a file of an attempt. A newer attempt may take it away half-written: then that is what is wrong. */
async function writeFenced(path: string, fence: number, data: Uint8Array | string): Promise<void> {
  try {
    await writeAtomically(path, fence, data);
  } catch (error) {
    await checkFence(dirname(path), fence);
    throw error;
  }
}

/** Removes what older attempts were writing when they were killed: as large as checkpoints, and nobody's any more. */
async function dropLeftovers(folder: string, fence: number): Promise<void> {
  try {
    await removeFrom(folder, temporariesBefore(fence, await namesIn(folder)));
  } catch {
    // They are in nobody's way; the next attempt tries again.
  }
}

function parseManifest(bytes: Uint8Array): FinalCheckpoint | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as FinalCheckpoint;
  } catch {
    return null;
  }
}
