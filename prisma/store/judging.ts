import type { StageResult } from '../../hnet/types.ts';
import type { TrialState } from '../../workflows/types.ts';
import { bestFirst, objectiveOf } from './aggregates.ts';
import { joinResult, trialRow } from './rows.ts';
import type { Session } from './session.ts';
import type { JudgeStore, ReportRow } from './types.ts';

/** States in which a trial can lead. */
const leading: TrialState[] = ['running', 'paused', 'complete'];

/** What pruners and races read and write. */
export function createJudging({ read, write, dialect }: Session): JudgeStore {
  return {
    report: (trialId, axis, rung) =>
      read(async (client) => {
        const row = await client.report.findUnique({ where: { trialId_axis_rung: { trialId, axis, rung } } });
        return row === null ? null : reportRow(row);
      }),

    addReport: (report) =>
      write(async (tx) => {
        const { trialId, axis, rung, sweepId, number, value, reason } = report;
        const id = { trialId, axis, rung };
        const before = await tx.report.findUnique({ where: { trialId_axis_rung: id } });
        if (before !== null) return reportRow(before);
        const row = await tx.report.create({
          data: { ...id, sweepId, number, value: finite(value), reason, at: new Date() },
        });
        return reportRow(row);
      }),

    // One row of text for all of them: an eighth of the time that ten thousand rows take through the client.
    reportsAt: (sweepId, axis, rung, exceptNumber) =>
      read(async (client) => {
        const [row] = await client.$queryRaw<{ reports: string | null }[]>`
          SELECT string_agg(CAST("number" AS TEXT) || ':' || COALESCE(
            CASE WHEN "value" IS NOT NULL THEN ${dialect.exactText('"value"')} END, ''), ',') AS reports
          FROM "Report"
          WHERE "sweepId" = ${sweepId} AND "axis" = ${axis} AND "rung" = ${rung} AND "number" <> ${exceptNumber}`;
        if (row === undefined || row.reports === null) return [];
        const reports = row.reports.split(',').map((report) => {
          const [number, value] = report.split(':');
          return { number: Number(number), value: value === '' ? null : Number(value) };
        });
        return reports.sort((a, b) => a.number - b.number);
      }),

    stageResults: (trialId, seeds) =>
      read(async (client) => {
        const rows = await client.stageRun.findMany({
          where: { trialId, seed: { in: [...seeds] } },
          orderBy: [{ seed: 'asc' }, { task: 'asc' }],
          select: { seed: true, result: true },
        });
        const bySeed = new Map<number, StageResult[]>(seeds.map((seed) => [seed, []]));
        for (const { seed, result } of rows) bySeed.get(seed)!.push(joinResult(result, null));
        return bySeed;
      }),

    leader: (sweepId, { except, replicates }) =>
      read(async (client) => {
        const { goal } = await objectiveOf(client, sweepId);
        const row = await client.trial.findFirst({
          where: {
            sweepId,
            state: { in: leading },
            value: { not: null },
            replicatesDone: { gte: replicates },
            id: { not: except },
          },
          orderBy: [...bestFirst(goal)],
        });
        return row === null ? null : trialRow(row);
      }),
  };
}

function reportRow({
  trialId,
  axis,
  rung,
  sweepId,
  number,
  value,
  reason,
}: Omit<ReportRow, 'axis'> & { readonly axis: string }): ReportRow {
  return { trialId, axis: axis as ReportRow['axis'], rung, sweepId, number, value, reason };
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
