import { UserError } from '../../common/errors.ts';
import type { SweepSpec } from '../../workflows/types.ts';
import { decodeJson, encodeJson } from './json.ts';
import { sweepRow } from './rows.ts';
import type { Session } from './session.ts';
import { isTerminalSweep, openSweepStates } from './states.ts';
import type { SweepLimits, SweepStore } from './types.ts';

type Sweeps = Pick<
  SweepStore,
  | 'createSweep'
  | 'sweep'
  | 'setSweepState'
  | 'setSweepConcurrency'
  | 'setSweepLimits'
  | 'reopenSweep'
  | 'deleteUnstartedSweep'
  | 'openSweeps'
>;

/** Sweeps: their birth, their states, their end. */
export function createSweeps({ read, write }: Session): Sweeps {
  const setSweepLimits = (id: string, limits: SweepLimits): Promise<void> =>
    write(async (tx) => {
      const row = await tx.sweep.findUnique({ where: { id }, select: { spec: true } });
      if (row === null) throw new UserError('not-found', `no sweep ${id}`);
      const spec: SweepSpec = { ...decodeJson<SweepSpec>(row.spec), ...limits };
      await tx.sweep.update({ where: { id }, data: { spec: encodeJson(spec) } });
    });

  return {
    createSweep: (spec) =>
      write(async (tx) => {
        const { _max: last } = await tx.sweep.aggregate({
          where: { name: spec.name },
          _max: { ordinal: true },
        });
        const ordinal = (last.ordinal ?? 0) + 1;
        const row = await tx.sweep.create({
          data: {
            id: `${spec.name}-${ordinal}`,
            name: spec.name,
            ordinal,
            spec: encodeJson(spec),
            state: 'pending',
            createdAt: new Date(),
          },
        });
        return sweepRow(row);
      }),

    sweep: (id) =>
      read(async (client) => {
        const row = await client.sweep.findUnique({ where: { id } });
        return row === null ? null : sweepRow(row);
      }),

    setSweepState: (id, state, reason = null) =>
      write(async (tx) => {
        // One statement: no state can slip in between the look and the change.
        const { count } = await tx.sweep.updateMany({
          where: { id, state: { in: openSweepStates } },
          data: { state, reason, endedAt: isTerminalSweep(state) ? new Date() : null },
        });
        if (count === 0 && (await tx.sweep.count({ where: { id } })) === 0)
          throw new UserError('not-found', `no sweep ${id}`);
      }),

    setSweepConcurrency: (id, trials) => setSweepLimits(id, { maxConcurrentTrials: trials }),
    setSweepLimits,

    reopenSweep: (id) =>
      write(async (tx) => {
        // One statement: of several at once one finds it ended.
        const { count } = await tx.sweep.updateMany({
          where: { id, state: { notIn: openSweepStates } },
          data: { state: 'running', reason: null, endedAt: null },
        });
        return count > 0;
      }),

    deleteUnstartedSweep: (id) =>
      write(async (tx) => {
        const { count } = await tx.sweep.deleteMany({
          where: { id, state: 'pending', trials: { none: {} } },
        });
        if (count === 0 && (await tx.sweep.count({ where: { id } })) > 0)
          throw new UserError('conflict', `sweep ${id} has started; it cannot be removed as unstarted`);
      }),

    openSweeps: () =>
      read(async (client) => {
        const rows = await client.sweep.findMany({
          where: { state: { in: openSweepStates } },
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        });
        return rows.map(sweepRow);
      }),
  };
}
