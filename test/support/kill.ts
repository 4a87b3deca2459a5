/** Doing to a training process what the world does to it, in the middle of a stage. */
import { eventually } from './eventually.ts';
import { isPartial, paths } from './files.ts';
import type { RunningTrainWorker, Stack } from './stack.ts';

/** Which stage a child is in the middle of. */
export interface MidStage {
  readonly pid: number;
  /** The stage's content address. */
  readonly key: string;
}

/**
 * Waits until the worker's one child is in the middle of a stage, with a checkpoint to go on from.
 * @param except content addresses that are not meant
 */
export async function childInMidStage(
  stack: Stack,
  { slots }: RunningTrainWorker,
  except: readonly string[] = [],
): Promise<MidStage> {
  return await eventually(
    'a child in the middle of a stage',
    () => midStage(stack, slots.pids()[0], except),
    {
      everyMs: 10,
    },
  );
}

async function midStage(
  stack: Stack,
  pid: number | undefined,
  except: readonly string[],
): Promise<MidStage | null> {
  if (pid === undefined) return null;
  const keys = (await paths(stack.checkpoints, isPartial)).map((path) => path.at(-2)!);
  const key = keys.find((one) => !except.includes(one));
  return key === undefined ? null : { pid, key };
}
