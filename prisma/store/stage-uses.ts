import { decodeJson } from './json.ts';
import type { Session } from './session.ts';
import { isTerminalSweep, openSweepStates } from './states.ts';
import type { StageUse, StageUseStore } from './types.ts';

/** What stages are still good for, so that the files of the others can go. */
export function createStageUses({ read }: Session): StageUseStore {
  return {
    stageUses: (keys) =>
      read(async (client) => {
        const some = { in: [...keys] };
        const stages = await client.stage.findMany({
          where: { key: some },
          select: { key: true, doneAt: true },
        });
        const runs = await client.stageRun.findMany({
          where: { key: some },
          select: {
            key: true,
            task: true,
            replicate: { select: { trial: { select: { sweepId: true } } } },
          },
        });
        const ids = [...new Set(runs.map(({ replicate }) => replicate.trial.sweepId))];
        const rows = await client.sweep.findMany({
          where: { id: { in: ids } },
          select: { id: true, state: true, spec: true },
        });
        const sweeps = new Map(
          rows.map(({ id, state, spec }) => {
            const { benchmark } = decodeJson<{ benchmark: { tasks: number } }>(spec);
            return [id, { isOpen: !isTerminalSweep(state), last: benchmark.tasks - 1 }] as const;
          }),
        );
        // Whose an unfinished stage is nobody knows; while a sweep goes on it may be in training, or a paused trial's.
        const isAnyOpen = (await client.sweep.count({ where: { state: { in: openSweepStates } } })) > 0;
        const uses = new Map<string, StageUse>(
          stages.map(({ key, doneAt }) => [key, doneAt === null && isAnyOpen ? 'needed' : 'free']),
        );
        for (const { key, task, replicate } of runs) {
          const sweep = sweeps.get(replicate.trial.sweepId);
          if (sweep?.isOpen === true) uses.set(key, 'needed');
          else if (sweep?.last === task && uses.get(key) === 'free') uses.set(key, 'last');
        }
        return uses;
      }),
  };
}
