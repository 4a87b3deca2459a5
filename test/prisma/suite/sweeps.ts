import { describe, expect, test } from 'vitest';
import { specOf, sweepWith, trialOf, type SuiteContext } from './context.ts';

/** Sweeps: birth, states, lists. */
export function sweepSuite({ store }: SuiteContext): void {
  describe('sweeps', () => {
    test('a specification comes back as it was written, key order included', async () => {
      const spec = specOf();
      const { id } = await store().createSweep(spec);
      const back = (await store().sweep(id))!;
      expect(JSON.stringify(back.spec)).toBe(JSON.stringify(spec));
      expect(Object.keys(back.spec.space)).toEqual(['learning_rate', 'beta', 'hidden_layers']);
      expect(back).toMatchObject({ state: 'pending', reason: null, endedAt: null, bestTrialId: null });
      expect(Math.abs(back.createdAt.getTime() - Date.now())).toBeLessThan(60_000);
    });

    test('sweeps of one name are counted up', async () => {
      const spec = specOf();
      const ids = [await store().createSweep(spec), await store().createSweep(spec)].map((s) => s.id);
      expect(ids).toEqual([`${spec.name}-1`, `${spec.name}-2`]);
    });

    test('eight submissions of one name at once get eight ids', async () => {
      const spec = specOf();
      const rows = await Promise.all(Array.from({ length: 8 }, () => store().createSweep(spec)));
      expect(rows.map((row) => row.id).sort()).toEqual(
        Array.from({ length: 8 }, (_, i) => `${spec.name}-${i + 1}`),
      );
    });

    test('a terminal state is never left, and says when it came', async () => {
      const { id } = await store().createSweep(specOf());
      await store().setSweepState(id, 'running');
      await store().setSweepState(id, 'paused', '5 quick failures of the same kind');
      expect(await store().sweep(id)).toMatchObject({
        state: 'paused',
        reason: '5 quick failures of the same kind',
      });
      await store().setSweepState(id, 'cancelled', 'by ada');
      const ended = await store().sweep(id);
      await store().setSweepState(id, 'running');
      expect(await store().sweep(id)).toEqual(ended);
      expect(ended).toMatchObject({ state: 'cancelled', reason: 'by ada' });
      expect(ended!.endedAt).toBeInstanceOf(Date);
    });

    test('how many trials may run at once is kept as it is now; the rest of the spec stays', async () => {
      const { id, spec } = await store().createSweep(specOf());
      await store().setSweepConcurrency(id, 7);
      expect((await store().sweep(id))!.spec).toEqual({ ...spec, maxConcurrentTrials: 7 });
      await expect(store().setSweepConcurrency('nobody-1', 7)).rejects.toMatchObject({ code: 'not-found' });
    });

    test('what is not there: null when asked for, not-found when changed', async () => {
      expect(await store().sweep('nobody-1')).toBeNull();
      await expect(store().setSweepState('nobody-1', 'running')).rejects.toMatchObject({ code: 'not-found' });
      await expect(store().createTrial(trialOf('nobody-1', 0))).rejects.toMatchObject({ code: 'not-found' });
    });

    test('only an unstarted sweep can be removed', async () => {
      const { id } = await store().createSweep(specOf());
      await store().deleteUnstartedSweep(id);
      await store().deleteUnstartedSweep(id);
      expect(await store().sweep(id)).toBeNull();
      const started = await sweepWith(store(), [{}]);
      await expect(store().deleteUnstartedSweep(started)).rejects.toMatchObject({ code: 'conflict' });
      expect(await store().sweep(started)).not.toBeNull();
    });

    test('open sweeps are those that are not over', async () => {
      const [open, over] = [await store().createSweep(specOf()), await store().createSweep(specOf())];
      await store().setSweepState(over.id, 'finished');
      const ids = (await store().openSweeps()).map((row) => row.id);
      expect(ids).toContain(open.id);
      expect(ids).not.toContain(over.id);
    });

    test('a list gives every sweep once, newest first, whatever the page size', async () => {
      for (let i = 0; i < 5; i++) await store().createSweep(specOf());
      const all = (await store().listSweeps({ limit: 10_000 })).sweeps;
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store().listSweeps({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.sweeps.length).toBeLessThanOrEqual(3);
        paged.push(...page.sweeps.map((row) => row.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(paged).toEqual(all.map((row) => row.id));
      const times = all.map((row) => row.createdAt.getTime());
      expect(times).toEqual([...times].sort((a, b) => b - a));
    });

    test('a cursor of another list is refused', async () => {
      await expect(store().listSweeps({ cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({
        code: 'invalid-input',
      });
    });
  });
}
