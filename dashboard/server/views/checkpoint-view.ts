import type { CheckpointFolder, StageFiles } from '../../../activities/checkpoints/stage-files.ts';
import { UserError } from '../../../common/errors.ts';
import type { StageUse } from '../../../prisma/store/types.ts';
import type { ApiDependencies } from '../dependencies.types.ts';
import type { CheckpointUse, PrunedCheckpoints } from '../schemas/checkpoints.ts';

/** Keys asked after at once. */
const AT_ONCE = 300;

type Dependencies = Pick<ApiDependencies, 'store' | 'checkpoints'>;

/** What fills the folder. @throws UserError `unavailable` where this server has none */
export async function checkpointUse(dependencies: Dependencies): Promise<CheckpointUse> {
  const use = nothing(folderOf(dependencies));
  for await (const { stage, is } of judged(dependencies)) add(use[is], stage);
  return use;
}

/** Deletes what is free, and last checkpoints of trainings if `last`. @throws UserError as `checkpointUse` */
export async function pruneCheckpoints(
  dependencies: Dependencies,
  { last }: { readonly last: boolean },
): Promise<PrunedCheckpoints> {
  const folder = folderOf(dependencies);
  const [removed, left] = [{ stages: 0, bytes: 0 }, nothing(folder)];
  for await (const { stage, is } of judged(dependencies)) {
    const goes = is === 'free' || (is === 'last' && last);
    if (goes) await folder.remove(stage.key);
    add(goes ? removed : left[is], stage);
  }
  return { removed, left };
}

function folderOf({ checkpoints }: Dependencies): CheckpointFolder {
  if (checkpoints !== undefined) return checkpoints;
  throw new UserError('unavailable', 'this server has no folder of checkpoints at hand');
}

const nothing = ({ path }: CheckpointFolder): CheckpointUse => {
  const none = () => ({ stages: 0, bytes: 0 });
  return { folder: path, needed: none(), last: none(), free: none(), unknown: none() };
};

function add(share: { stages: number; bytes: number }, { bytes }: StageFiles): void {
  share.stages += 1;
  share.bytes += bytes;
}

/** Every stage of the folder, with what it is good for at the moment it is given. */
async function* judged(
  dependencies: Dependencies,
): AsyncGenerator<{ readonly stage: StageFiles; readonly is: StageUse | 'unknown' }> {
  for await (const stages of chunks(folderOf(dependencies).stages())) {
    const uses = await dependencies.store.stageUses(stages.map(({ key }) => key));
    for (const stage of stages) yield { stage, is: uses.get(stage.key) ?? 'unknown' };
  }
}

async function* chunks(stages: AsyncIterable<StageFiles>): AsyncGenerator<StageFiles[]> {
  let chunk: StageFiles[] = [];
  for await (const stage of stages) {
    chunk.push(stage);
    if (chunk.length < AT_ONCE) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
