import type { TrialValue } from '../../../prisma/store/types.ts';
import type { SweepSpec } from '../../../workflows/types.ts';
import type { Points } from '../schemas/points.ts';

type Point = Points['points'][number];

/** How many of the best are kept whatever the thinning: they are what a plot is looked at for. */
const bestKept = 50;

function asPoint(row: TrialValue, parameters: readonly string[]): Point | null {
  if (row.value === null || !Number.isFinite(row.value)) return null;
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    value: row.value,
    standardError: row.standardError,
    values: parameters.map((name) => (row.assignment[name] ?? null) as never),
  };
}

/** At most `limit` points: the best ones and evenly many of the others, in the order of their numbers. */
export function thin(points: readonly Point[], limit: number, goal: 'maximize' | 'minimize'): Point[] {
  if (points.length <= limit) return [...points];
  const sign = goal === 'maximize' ? -1 : 1;
  const kept = new Set(
    [...points].sort((a, b) => sign * (a.value - b.value)).slice(0, Math.min(bestKept, limit)),
  );
  const others = points.filter((point) => !kept.has(point));
  const room = limit - kept.size;
  for (let i = 0; i < room; i += 1) kept.add(others[Math.floor((i * others.length) / room)]!);
  return points.filter((point) => kept.has(point));
}

/**
 * What plots show of a sweep's trials.
 * @param pages trials with values, by number
 */
export async function collectPoints(
  spec: SweepSpec,
  pages: AsyncIterable<readonly TrialValue[]>,
  limit: number,
): Promise<Points> {
  const parameters = Object.entries(spec.space)
    .filter(([, space]) => space.kind !== 'constant')
    .map(([name]) => name);
  const { goal } = spec.objective;
  const points: Point[] = [];
  const best: Points['best'] = [];
  for await (const page of pages)
    for (const row of page) {
      const point = asPoint(row, parameters);
      if (point === null) continue;
      points.push(point);
      const leader = best.at(-1);
      const better =
        leader === undefined ||
        (goal === 'maximize' ? point.value > leader.value : point.value < leader.value);
      if (better && point.state === 'complete')
        best.push({ number: point.number, value: point.value, standardError: point.standardError });
    }
  return { parameters, total: points.length, points: thin(points, limit, goal), best };
}
