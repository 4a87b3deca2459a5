import { beforeAll, describe, expect, test } from 'vitest';
import type { TrialQuery } from '../../../prisma/store/types.ts';
import { newKey, sweepWith, type SuiteContext } from './context.ts';

const states = ['complete', 'pruned', 'waiting', 'failed'] as const;

/** Tables of trials: sorted and filtered by anything, page by page; and the audit log. */
export function listingSuite({ store }: SuiteContext): void {
  describe('lists of trials', () => {
    let sweepId = '';

    beforeAll(async () => {
      sweepId = await sweepWith(
        store(),
        Array.from({ length: 24 }, (_, i) => ({
          state: states[i % 4]!,
          ...(i % 4 < 2
            ? { metrics: { val_average_accuracy: (i * 7) % 5, forgetting: i % 8 === 1 ? NaN : -i / 3 } }
            : {}),
          configuration: {
            learning_rate: 10 ** -(i % 6),
            beta: i % 3 === 0 ? 'auto' : i / 10,
            hidden_layers: i % 2 === 0 ? [10, 10] : [50],
            lookahead: i % 2 === 0,
          },
        })),
      );
    });

    const numbers = async (query: Partial<TrialQuery>) => {
      const { trials } = await store().listTrials({ sweepId, limit: 100, ...query });
      return trials.map((trial) => trial.number);
    };

    const everyPage = async (query: Partial<TrialQuery>) => {
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await store().listTrials({
          sweepId,
          limit: 5,
          ...query,
          ...(cursor === undefined ? {} : { cursor }),
        });
        seen.push(...page.trials.map((trial) => trial.number));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return seen;
    };

    test('by number, both ways, pages end exactly', async () => {
      const up = Array.from({ length: 24 }, (_, i) => i);
      expect(await numbers({})).toEqual(up);
      expect(await numbers({ sort: 'number', direction: 'desc' })).toEqual(up.toReversed());
      const page = await store().listTrials({ sweepId, limit: 24 });
      expect(page.nextCursor).toBeNull();
    });

    test.each([
      'number',
      'value',
      'state',
      'forgetting',
      'metric.forgetting',
      'learning_rate',
      'parameter.beta',
      'hidden_layers',
      'lookahead',
      'deviceSeconds',
    ])('pages sorted by %s show every trial once, in the order of the whole', async (sort) => {
      for (const direction of ['asc', 'desc'] as const) {
        const whole = await numbers({ sort, direction });
        expect(await everyPage({ sort, direction })).toEqual(whole);
        expect(new Set(whole).size).toBe(24);
      }
    });

    test('a metric sorts by its number; trials without a finite one come last, both ways', async () => {
      const has = (i: number) => i % 4 < 2 && i % 8 !== 1;
      const all = Array.from({ length: 24 }, (_, i) => i);
      const [known, unknown] = [all.filter(has), all.filter((i) => !has(i))];
      expect(await numbers({ sort: 'forgetting', direction: 'asc' })).toEqual([
        ...known.toReversed(),
        ...unknown,
      ]);
      expect(await numbers({ sort: 'forgetting', direction: 'desc' })).toEqual([...known, ...unknown]);
    });

    test('a parameter with numbers and words: numbers first, then words', async () => {
      const all = Array.from({ length: 24 }, (_, i) => i);
      const [words, known] = [all.filter((i) => i % 3 === 0), all.filter((i) => i % 3 !== 0)];
      expect(await numbers({ sort: 'beta' })).toEqual([...known, ...words]);
    });

    test('filters: states, ranges, words, booleans; all must hold', async () => {
      const all = Array.from({ length: 24 }, (_, i) => i);
      expect(await numbers({ states: ['failed', 'pruned'] })).toEqual(all.filter((i) => i % 2 === 1));
      expect(await numbers({ states: [] })).toEqual([]);
      expect(await numbers({ filters: [{ field: 'beta', op: '>=', value: 2 }] })).toEqual([20, 22, 23]);
      expect(await numbers({ filters: [{ field: 'beta', op: '=', value: 'auto' }] })).toEqual(
        all.filter((i) => i % 3 === 0),
      );
      expect(
        await numbers({
          filters: [
            { field: 'lookahead', op: '=', value: true },
            { field: 'learning_rate', op: '<', value: 0.001 },
            { field: 'state', op: '!=', value: 'waiting' },
          ],
        }),
      ).toEqual([4, 16]);
      const best = await store().bestTrials(sweepId, 3, [{ field: 'forgetting', op: '<', value: -3 }]);
      expect(best.map((trial) => trial.number)).toEqual([12, 16, 20]);
    });

    test('a trial that changes between two pages is neither lost nor shown twice where its key stays', async () => {
      const first = await store().listTrials({ sweepId, sort: 'number', limit: 10 });
      const waiting = (await store().trialByNumber(sweepId, 22))!;
      await store().setTrialState(waiting.id, 'running');
      const second = await store().listTrials({
        sweepId,
        sort: 'number',
        limit: 100,
        cursor: first.nextCursor!,
      });
      expect(second.trials.map((trial) => trial.number)).toEqual(
        Array.from({ length: 14 }, (_, i) => i + 10),
      );
    });

    test('an unknown name is refused with the names there are; a cursor of another order too', async () => {
      await expect(numbers({ sort: 'accuracy"; DROP TABLE "Trial"; --' })).rejects.toMatchObject({
        code: 'invalid-input',
        issues: [{ path: 'sort', allowed: expect.stringContaining('forgetting') as string }],
      });
      await expect(numbers({ filters: [{ field: 'metric.beta', op: '=', value: 1 }] })).rejects.toMatchObject(
        { code: 'invalid-input', issues: [{ path: 'filters[0].field' }] },
      );
      const { nextCursor } = await store().listTrials({ sweepId, sort: 'value', limit: 5 });
      await expect(numbers({ sort: 'number', cursor: nextCursor! })).rejects.toMatchObject({
        code: 'invalid-input',
      });
    });
  });

  describe('what plots and ranking read of many trials at once', () => {
    test('values by number, only of trials that have one; metrics by trial and seed', async () => {
      const sweepId = await sweepWith(store(), [
        { state: 'complete', metrics: { val_average_accuracy: 0.5 } },
        { state: 'failed' },
        { state: 'pruned', metrics: { val_average_accuracy: 0.25 } },
        { state: 'complete', metrics: { val_average_accuracy: 0.75 } },
      ]);
      const states = ['complete', 'pruned'] as const;
      const values = async (after: number, limit: number) =>
        (await store().trialValues({ sweepId, states, after, limit })).map((t) => [t.number, t.value]);
      expect(await values(-1, 2)).toEqual([
        [0, 0.5],
        [2, 0.25],
      ]);
      expect(await values(2, 2)).toEqual([[3, 0.75]]);
      const metrics = await store().replicateMetrics([`${sweepId}.0`, `${sweepId}.1`, `${sweepId}.3`]);
      expect([...metrics]).toEqual([
        [`${sweepId}.0`, new Map([[1, { val_average_accuracy: 0.5 }]])],
        [`${sweepId}.3`, new Map([[1, { val_average_accuracy: 0.75 }]])],
      ]);
    });
  });

  describe('the audit log', () => {
    test('an event is entered once by its key, and read in order from a mark', async () => {
      const sweepId = newKey();
      const event = { key: newKey(), sweepId, kind: 'pause', message: 'paused by ada', data: { nan: NaN } };
      await Promise.all(Array.from({ length: 8 }, () => store().appendEvent(event)));
      await store().appendEvent({ key: newKey(), sweepId, trialId: 't', kind: 'resume', message: 'again' });
      await store().appendEvent({ key: newKey(), kind: 'server', message: 'started' });
      const [first, second, ...rest] = await store().events({ sweepId, limit: 10 });
      expect(rest).toEqual([]);
      expect(first).toMatchObject({ kind: 'pause', trialId: null, data: { nan: NaN } });
      expect(second).toMatchObject({ kind: 'resume', trialId: 't', data: {} });
      expect(second!.id).toBeGreaterThan(first!.id);
      expect(await store().events({ sweepId, after: first!.id, limit: 10 })).toEqual([second]);
      const all = await store().events({ after: second!.id, limit: 10 });
      expect(all.map((e) => e.kind)).toEqual(['server']);
      expect(await store().events({ sweepId, newestFirst: true, limit: 1 })).toEqual([second]);
      expect(await store().events({ sweepId, newestFirst: true, before: second!.id, limit: 9 })).toEqual([
        first,
      ]);
    });
  });
}
