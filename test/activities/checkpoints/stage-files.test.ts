import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFolderCheckpointStore } from '../../../activities/checkpoints/folder-store.ts';
import { openCheckpointFolder, type StageFiles } from '../../../activities/checkpoints/stage-files.ts';

it('a folder of checkpoints tells its stages with their sizes, and deletes one whole', async () => {
  const root = mkdtempSync(join(tmpdir(), 'hnet-files-'));
  const checkpoints = createFolderCheckpointStore(root);
  const keys = ['ab12', 'ab34', 'cd56'];
  for (const [i, key] of keys.entries()) {
    await checkpoints.openAttempt(key, 1001);
    await checkpoints.writePartial(key, 1001, 5, new Uint8Array(1000 * (i + 1)), 2);
  }
  const folder = openCheckpointFolder(root);
  const stages = async (): Promise<StageFiles[]> => {
    const found: StageFiles[] = [];
    for await (const stage of folder.stages()) found.push(stage);
    return found.sort((a, b) => a.key.localeCompare(b.key));
  };
  expect(await stages()).toEqual(keys.map((key, i) => ({ key, bytes: 1000 * (i + 1) })));
  await folder.remove('ab34');
  await folder.remove('ab34');
  expect((await stages()).map(({ key }) => key)).toEqual(['ab12', 'cd56']);
  expect(await readdir(join(root, 'ab'))).toEqual(['ab12']);

  const nowhere = openCheckpointFolder(join(root, 'nowhere')).stages();
  expect((await nowhere[Symbol.asyncIterator]().next()).done).toBe(true);
  rmSync(root, { recursive: true });
});
