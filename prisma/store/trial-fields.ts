import { closest } from '../../common/closest.ts';
import { InvalidInputError } from '../../common/errors.ts';
import type { SweepSpec } from '../../workflows/types.ts';
import { Prisma } from '../generated/sqlite/client.ts';
import type { Client, Dialect, Sql } from './databases/database.ts';
import { decodeJson } from './json.ts';

/** A thing trials can be sorted and filtered by, as SQL: numbers and texts apart, as a parameter may have both. */
export interface TrialField {
  readonly number: Sql;
  readonly text: Sql;
}

const noNumber = Prisma.sql`CAST(NULL AS DOUBLE PRECISION)`;
const noText = Prisma.sql`CAST(NULL AS TEXT)`;

const columns = [
  'number',
  'value',
  'standardError',
  'deviceSeconds',
  'stagesDone',
  'replicatesDone',
] as const;

function builtIn(dialect: Dialect, name: string): TrialField | null {
  if (name === 'state') return { number: noNumber, text: dialect.byteOrder('"state"') };
  if (!columns.some((column) => column === name)) return null;
  return { number: Prisma.sql`CAST(${Prisma.raw(`"${name}"`)} AS DOUBLE PRECISION)`, text: noText };
}

/** The names that trials of a sweep have: what its space and configurations set, and what its results measure. */
async function namesOf(client: Client, sweepId: string) {
  const sweep = await client.sweep.findUnique({ where: { id: sweepId }, select: { spec: true } });
  const any = await client.trial.findFirst({ where: { sweepId }, select: { configuration: true } });
  const measured = await client.trial.findFirst({
    where: { sweepId, replicatesDone: { gt: 0 } },
    select: { metrics: true },
  });
  const keys = (text: string | undefined) =>
    text === undefined ? [] : Object.keys(decodeJson<Record<string, unknown>>(text));
  return {
    parameters: [
      ...Object.keys(sweep === null ? {} : decodeJson<SweepSpec>(sweep.spec).space),
      ...keys(any?.configuration),
    ],
    metrics: keys(measured?.metrics),
    anyMeasured: measured !== null,
  };
}

/**
 * What a name means: a column of the trial; else a parameter; else a metric. `parameter.x` and `metric.x` say which.
 * @throws InvalidInputError for a name that this sweep's trials don't have
 */
export async function trialField(
  client: Client,
  dialect: Dialect,
  sweepId: string,
  path: string,
  given: string,
): Promise<TrialField> {
  const column = builtIn(dialect, given);
  if (column !== null) return column;
  const [, prefix, name = given] = /^(parameter|metric)\.(.+)$/.exec(given) ?? [];
  const known = await namesOf(client, sweepId);
  const isParameter = prefix !== 'metric' && known.parameters.includes(name);
  const isMetric = prefix !== 'parameter' && (known.metrics.includes(name) || !known.anyMeasured);
  if ((!isParameter && !isMetric) || /["\\]/.test(name)) {
    const allowed = [...columns, 'state', ...new Set([...known.parameters, ...known.metrics])];
    const near = closest(name, allowed);
    const hint = near === null ? '' : `did you mean ${near}? `;
    throw new InvalidInputError('trials', [{ path, given, allowed: `${hint}one of ${allowed.join(', ')}` }]);
  }
  const holder = isParameter ? '"configuration"' : '"metrics"';
  return { number: dialect.jsonNumber(holder, name), text: dialect.jsonText(holder, name) };
}
