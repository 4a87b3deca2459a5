/** Fences as empty files: the highest number in a stage's folder is the newest attempt. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../common/errors.ts';
import { usingFile } from './file-error.ts';
import { namesIn, removeFrom } from './file.ts';

const FENCE = /^fence-(\d+)$/;

/** Announces `fence` in a folder, then looks: of two at the same time at least the older one sees the newer. */
export async function raiseFence(folder: string, fence: number): Promise<void> {
  await usingFile('written', folder, async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `fence-${fence}`), '');
  });
  try {
    await checkFence(folder, fence);
  } catch (error) {
    await removeFrom(folder, [`fence-${fence}`]);
    throw error;
  }
  const older = (await fencesIn(folder)).filter((f) => f < fence);
  await removeFrom(
    folder,
    older.map((f) => `fence-${f}`),
  );
}

/** Throws `stale-attempt` if a newer attempt has been announced. */
export async function checkFence(folder: string, fence: number): Promise<void> {
  const highest = Math.max(-1, ...(await fencesIn(folder)));
  if (highest > fence)
    throw new UserError(
      'stale-attempt',
      `attempt ${fence} is older than attempt ${highest}: its write is refused`,
    );
}

async function fencesIn(folder: string): Promise<number[]> {
  const names = await namesIn(folder);
  return names.flatMap((name) => {
    const match = FENCE.exec(name);
    return match ? [Number(match[1])] : [];
  });
}
