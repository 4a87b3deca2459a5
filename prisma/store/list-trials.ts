import { UserError } from '../../common/errors.ts';
import type { SweepSpec, TrialState } from '../../workflows/types.ts';
import { Prisma } from '../generated/sqlite/client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Client, Sql } from './databases/database.ts';
import { decodeJson } from './json.ts';
import { trialRow } from './rows.ts';
import type { Session } from './session.ts';
import { trialField } from './trial-fields.ts';
import type { QueryStore, TrialFilter, TrialQuery, TrialValue } from './types.ts';

/** The sort keys of a row: numbers come first, then texts, then rows that have neither, whatever the direction. */
interface Keys {
  readonly id: string;
  readonly n: number | null;
  readonly t: string | null;
  readonly position: number;
}

const operators: Readonly<Record<TrialFilter['op'], Sql>> = {
  '<': Prisma.raw('<'),
  '<=': Prisma.raw('<='),
  '=': Prisma.raw('='),
  '!=': Prisma.raw('<>'),
  '>=': Prisma.raw('>='),
  '>': Prisma.raw('>'),
};

const asNumber = (value: number) => Prisma.sql`CAST(${value} AS DOUBLE PRECISION)`;
const asText = (value: string) => Prisma.sql`CAST(${value} AS TEXT)`;

async function conditions({ dialect }: Session, client: Client, query: TrialQuery): Promise<Sql> {
  const all = [Prisma.sql`"sweepId" = ${query.sweepId}`];
  if (query.states !== undefined)
    all.push(
      query.states.length === 0
        ? Prisma.sql`1 = 0`
        : Prisma.sql`"state" IN (${Prisma.join([...query.states])})`,
    );
  for (const [i, { field: name, op, value }] of (query.filters ?? []).entries()) {
    const field = await trialField(client, dialect, query.sweepId, `filters[${i}].field`, name);
    all.push(
      typeof value === 'number'
        ? Prisma.sql`${field.number} ${operators[op]} ${asNumber(value)}`
        : Prisma.sql`${field.text} ${operators[op]} ${asText(String(value))}`,
    );
  }
  return Prisma.join(all, ' AND ');
}

const group = Prisma.sql`CASE WHEN n IS NOT NULL THEN 0 WHEN t IS NOT NULL THEN 1 ELSE 2 END`;

/** Rows after the given keys; the trial's number breaks ties, upwards. */
function after({ n, t, position }: Keys, beyond: Sql): Sql {
  const tie = Prisma.sql`position > ${position}`;
  if (n !== null)
    return Prisma.sql`(n IS NULL OR n ${beyond} ${asNumber(n)} OR (n = ${asNumber(n)} AND ${tie}))`;
  if (t !== null)
    return Prisma.sql`(n IS NULL AND (t IS NULL OR t ${beyond} ${asText(t)} OR (t = ${asText(t)} AND ${tie})))`;
  return Prisma.sql`(n IS NULL AND t IS NULL AND ${tie})`;
}

/** The keys of a page of trials, and one more. */
async function keysOfPage(session: Session, client: Client, query: TrialQuery, order: string) {
  const field = await trialField(client, session.dialect, query.sweepId, 'sort', query.sort ?? 'number');
  const down = query.direction === 'desc';
  const direction = Prisma.raw(down ? 'DESC' : 'ASC');
  const start =
    query.cursor === undefined
      ? Prisma.empty
      : Prisma.sql`WHERE ${after(decodeCursor<Keys>(order, query.cursor), Prisma.raw(down ? '<' : '>'))}`;
  return client.$queryRaw<Keys[]>`
    SELECT id, n, t, position FROM (
      SELECT "id" AS id, "number" AS position, ${field.number} AS n, ${field.text} AS t
      FROM "Trial" WHERE ${await conditions(session, client, query)}
    ) AS matching ${start}
    ORDER BY ${group} ASC, n ${direction}, t ${direction}, position ASC LIMIT ${query.limit + 1}`;
}

/** Trials of a sweep for tables: sorted and filtered by anything a trial has, page by page. */
export function createListTrials(
  session: Session,
): Pick<QueryStore, 'listTrials' | 'trialValues' | 'bestTrials' | 'trial'> {
  const { read } = session;

  const listTrials: QueryStore['listTrials'] = (query) =>
    read(async (client) => {
      const { states, filters } = query;
      const order = JSON.stringify([query.sweepId, query.sort ?? 'number', query.direction, states, filters]);
      const keys = await keysOfPage(session, client, query, order);
      const page = keys.slice(0, query.limit);
      const rows = await client.trial.findMany({ where: { id: { in: page.map((key) => key.id) } } });
      const byId = new Map(rows.map((row) => [row.id, row]));
      const end = page.at(-1);
      return {
        trials: page.flatMap(({ id }) => byId.get(id) ?? []).map(trialRow),
        nextCursor: keys.length > query.limit && end !== undefined ? encodeCursor(order, end) : null,
      };
    });

  return {
    listTrials,

    trialValues: ({ sweepId, states, after: number, limit }) =>
      read(async (client) => {
        const rows = await client.trial.findMany({
          where: { sweepId, number: { gt: number }, state: { in: [...states] }, value: { not: null } },
          orderBy: { number: 'asc' },
          take: limit,
          select: { id: true, number: true, state: true, value: true, standardError: true, assignment: true },
        });
        return rows.map(({ state, assignment, ...row }): TrialValue => ({
          ...row,
          state: state as TrialState,
          assignment: decodeJson(assignment),
        }));
      }),

    async bestTrials(sweepId, limit, filters = []) {
      const sweep = await read((client) =>
        client.sweep.findUnique({ where: { id: sweepId }, select: { spec: true } }),
      );
      if (sweep === null) throw new UserError('not-found', `no sweep ${sweepId}`);
      const { goal } = decodeJson<SweepSpec>(sweep.spec).objective;
      const direction = goal === 'maximize' ? 'desc' : 'asc';
      const states = ['complete'] as const;
      const { trials } = await listTrials({ sweepId, states, filters, sort: 'value', direction, limit });
      return trials.filter((trial) => trial.value !== null);
    },

    trial: (id) =>
      read(async (client) => {
        const row = await client.trial.findUnique({ where: { id } });
        return row === null ? null : trialRow(row);
      }),
  };
}
