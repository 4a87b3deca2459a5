import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../../dashboard/server/schemas/problem.ts';
import type { Sweep, SweepList } from '../../../dashboard/server/schemas/sweep.ts';
import { caller } from '../support/caller.ts';
import { fillSweep } from '../support/fill-store.ts';
import { serve, type Served } from '../support/serve.ts';
import { tiny } from '../support/tiny-sweep.ts';

let served: Served;
let call: Awaited<ReturnType<typeof caller>>['call'];
beforeAll(async () => {
  served = await serve();
  ({ call } = await caller(served.url));
});
afterAll(() => served.close());

const yaml = 'application/yaml';

describe('submitting a sweep file', () => {
  it('checks the example, hands it to the orchestration and says where the sweep is', async () => {
    const file = await readFile('sweeps/quickstart.yaml', 'utf8');
    const answer = await call('/sweeps', { method: 'post', body: file, type: yaml });
    const sweep = answer.body as Sweep;
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/v1/sweeps/${sweep.id}`);
    expect(sweep).toMatchObject({ name: 'quickstart', state: 'pending', trialsPlanned: 8, best: null });
    expect(served.control.calls).toContainEqual(['submit', 'quickstart']);
  });

  it('takes JSON too', async () => {
    const file = {
      name: 'as-json',
      benchmark: { name: 'polynomials' },
      strategy: 'hnet',
      method: 'grid',
      parameters: { beta: { values: [0.01, 0.1] } },
    };
    const answer = await call('/sweeps', {
      method: 'post',
      body: JSON.stringify(file),
      type: 'application/json',
    });
    expect(answer.status).toBe(201);
  });

  it('answers with every fault, its line and what is allowed, and starts nothing', async () => {
    const before = served.control.calls.length;
    const file = [
      'name: wrong',
      'benchmark: { name: split-mnist }',
      'strategy: hnte',
      'method: grid',
      'seeds: -2',
    ].join('\n');
    const { status, body } = await call('/sweeps', { method: 'post', body: file, type: yaml });
    const problem = body as Problem;
    expect(status).toBe(422);
    expect(problem.issues).toContainEqual(expect.objectContaining({ path: 'strategy', line: 3 }));
    expect(problem.issues).toContainEqual(expect.objectContaining({ path: 'seeds', line: 5 }));
    expect(served.control.calls).toHaveLength(before);
  });

  it('refuses an empty body and other kinds of content', async () => {
    expect((await call('/sweeps', { method: 'post' })).status).toBe(422);
    expect((await call('/sweeps', { method: 'post', body: '<a/>', type: 'text/xml' })).status).toBe(415);
    const huge = 'x'.repeat(2_000_000);
    expect((await call('/sweeps', { method: 'post', body: huge, type: yaml })).status).toBe(413);
  });
});

describe('reading sweeps', () => {
  it('says which sweep was probably meant by an id that there is not', async () => {
    const id = await fillSweep(served.store, { ...tiny, name: 'polynomials-beta' }, { complete: 1 });
    const detailOf = async (wrong: string) => {
      const { status, body } = await call('/sweeps/{id}', { params: { id: wrong } });
      expect(status).toBe(404);
      return (body as Problem).detail;
    };
    expect(id).toBe('polynomials-beta-1');
    for (const wrong of ['polynomials-beta-l', 'polynmoials-beta-1', 'polynomials-beta'])
      expect(await detailOf(wrong)).toBe(`no sweep ${wrong}; did you mean ${id}?`);
    expect(await detailOf('nobody-7')).toBe('no sweep nobody-7');
  });

  it('counts trials by state and tells of the best with its standard error', async () => {
    const id = await fillSweep(served.store, tiny, { complete: 3, others: ['diverged', 'running'] });
    const { body } = await call('/sweeps/{id}', { params: { id } });
    const sweep = body as Sweep;
    expect(sweep.counts).toMatchObject({ complete: 3, diverged: 1, running: 1, waiting: 0 });
    expect(sweep.best?.value).toBeGreaterThan(0.5);
    expect(sweep.best?.standardError).toBeGreaterThan(0);
    expect(sweep.stagesReused).toBe(2);
    expect(sweep.savedDeviceSeconds).toBeGreaterThan(0);
  });

  it('lists the newest first, page by page, none twice', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? 'limit=2' : `limit=2&cursor=${cursor}`;
      const page = (await call('/sweeps', { query })).body as SweepList;
      seen.push(...page.sweeps.map((sweep) => sweep.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen[0]).toMatch(/^tiny-/);
  });

  it.each(['limit=0', 'limit=501', 'limit=many', 'cursor=made-up'])('refuses %s', async (query) => {
    expect((await call('/sweeps', { query })).status).toBe(422);
  });

  it('says that a sweep is not there, and how to find those that are', async () => {
    const { status, body } = await call('/sweeps/{id}', { params: { id: 'no/such sweep' } });
    expect(status).toBe(404);
    expect((body as Problem).hint).toContain('/api/v1/sweeps');
  });
});
