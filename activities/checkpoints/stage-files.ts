/** What lies in a folder of checkpoints, and how to make room in it. */
import { opendir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from './file.ts';
import { stageFolder } from './folder-store.ts';

/** The files of one stage. */
export interface StageFiles {
  /** Content address. */
  readonly key: string;
  readonly bytes: number;
}

/** A folder of checkpoints, as one looks at it from outside of trainings. */
export interface CheckpointFolder {
  readonly path: string;
  /** Every stage in it, in no order. */
  stages(): AsyncIterable<StageFiles>;
  /** Deletes all files of a stage; one that is needed after all is trained again. */
  remove(key: string): Promise<void>;
}

/** Opens a folder as `createFolderCheckpointStore` keeps it; what is not a stage's is not looked at. */
export function openCheckpointFolder(path: string): CheckpointFolder {
  return {
    path,
    async *stages() {
      for (const prefix of await namesIn(path)) {
        if (!/^[0-9a-f]{2}$/.test(prefix)) continue;
        for await (const { name: key } of await opendir(join(path, prefix)))
          if (key.startsWith(prefix)) yield { key, bytes: await sizeOf(stageFolder(path, key)) };
      }
    },
    remove: (key) => rm(stageFolder(path, key), { recursive: true, force: true }),
  };
}

/** Bytes of a folder's files; those that vanish meanwhile count nothing. */
async function sizeOf(folder: string): Promise<number> {
  const sizes = (await namesIn(folder)).map(async (name) => {
    const file = await stat(join(folder, name)).catch(() => null);
    return file?.size ?? 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
