import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointStore, FinalCheckpoint } from '../checkpoint-store.types.ts';
import { checkFence, raiseFence } from './fence.ts';
import { namesIn, readIfThere, sha256, writeAtomically } from './file.ts';
import { partialName, partialsAmong } from './partial-name.ts';

/**
 * Checkpoints in a folder, which may be a network file system that several machines mount.
 *
 * One folder a stage, `<first two digits>/<key>/`: `final.safetensors` with `final.json` beside it (digest and result;
 * written last, it is what makes the stage finished), `partial-<fence>-<iteration>-<digest>.safetensors`, and an empty
 * `fence-<n>` that names the newest attempt.
 */
export function createFolderCheckpointStore(root: string): CheckpointStore {
  const folderOf = (key: string) => join(root, key.slice(0, 2), key);

  return {
    openAttempt: (key, fence) => raiseFence(folderOf(key), fence),

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
      await writeAtomically(join(folder, 'final.safetensors'), bytes);
      // Again: between a slow write and this one a newer attempt may have begun.
      await checkFence(folder, fence);
      await writeAtomically(join(folder, 'final.json'), JSON.stringify(final));
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
      await writeAtomically(join(folder, name), bytes);
      const old = partialsAmong(await namesIn(folder)).slice(Math.max(1, keep));
      await Promise.all(
        old.filter((p) => p.name !== name).map((p) => rm(join(folder, p.name), { force: true })),
      );
      return { fence, iteration, name };
    },

    async clearPartials(key) {
      const folder = folderOf(key);
      const partials = partialsAmong(await namesIn(folder));
      await Promise.all(partials.map((p) => rm(join(folder, p.name), { force: true })));
    },
  };
}

function parseManifest(bytes: Uint8Array): FinalCheckpoint | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as FinalCheckpoint;
  } catch {
    return null;
  }
}
