import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../../dashboard/server/schemas/problem.ts';
import { UserError } from '../../../common/errors.ts';
import { caller } from '../support/caller.ts';
import { serve, type Served } from '../support/serve.ts';
import { sweepOfValues, tiny } from '../support/tiny-sweep.ts';

let served: Served;
let call: Awaited<ReturnType<typeof caller>>['call'];
let id: string;
beforeAll(async () => {
  served = await serve();
  ({ call } = await caller(served.url));
  id = await sweepOfValues(served.store, [{ 1: 0.9 }]);
});
afterAll(() => served.close());

const lastCall = () => served.control.calls.at(-1);

describe('steering a sweep', () => {
  it.each(['resume', 'stop', 'cancel'] as const)('%s reaches the orchestration', async (verb) => {
    const { status } = await call(`/sweeps/{id}/${verb}`, { method: 'post', params: { id } });
    expect(status).toBe(200);
    expect(lastCall()).toEqual([verb, id]);
  });

  it('pauses gently unless told to do it now', async () => {
    const request = { method: 'post', params: { id } } as const;
    await call('/sweeps/{id}/pause', request);
    expect(lastCall()).toEqual(['pause', id, { now: false }]);
    await call('/sweeps/{id}/pause', { ...request, body: { now: true } });
    expect(lastCall()).toEqual(['pause', id, { now: true }]);
  });

  it('changes how many trials run at once', async () => {
    await call('/sweeps/{id}', { method: 'patch', params: { id }, body: { maxConcurrentTrials: 7 } });
    expect(lastCall()).toEqual(['setConcurrency', id, 7]);
  });

  it.each([{}, { maxConcurrentTrials: 0 }, { maxConcurrentTrials: 1.5 }, { maxConcurrentTrials: 'all' }])(
    'refuses %j',
    async (body) => {
      const before = served.control.calls.length;
      const { status } = await call('/sweeps/{id}', { method: 'patch', params: { id }, body });
      expect(status).toBe(422);
      expect(served.control.calls).toHaveLength(before);
    },
  );

  it('refuses what is no JSON', async () => {
    const broken = { method: 'post', params: { id }, body: '{"now":', type: 'application/json' } as const;
    expect((await call('/sweeps/{id}/pause', broken)).status).toBe(400);
  });

  it('does not ask the orchestration about sweeps that are over or not there', async () => {
    const over = (await served.store.createSweep(tiny)).id;
    await served.store.setSweepState(over, 'finished');
    const before = served.control.calls.length;
    const conflict = await call('/sweeps/{id}/pause', { method: 'post', params: { id: over } });
    expect(conflict.status).toBe(409);
    expect((conflict.body as Problem).detail).toContain('is finished');
    const absent = await call('/sweeps/{id}/stop', { method: 'post', params: { id: 'none-1' } });
    expect(absent.status).toBe(404);
    expect(served.control.calls).toHaveLength(before);
  });

  it('passes on what the orchestration says, and hides what nobody is meant to read', async () => {
    const failing = await serve({});
    const { call: callFailing } = await caller(failing.url);
    const sweepId = await sweepOfValues(failing.store, []);
    const request = { method: 'post', params: { id: sweepId } } as const;
    failing.control.resume = () =>
      Promise.reject(new UserError('unavailable', 'Temporal does not answer', { hint: 'Start it.' }));
    const away = await callFailing('/sweeps/{id}/resume', request);
    expect(away.body).toMatchObject({ status: 503, detail: 'Temporal does not answer', hint: 'Start it.' });
    failing.control.stop = () => Promise.reject(new Error('secret at 0x7f'));
    const bug = await callFailing('/sweeps/{id}/stop', request);
    expect(bug.status).toBe(500);
    expect(bug.text).not.toContain('secret');
    expect(failing.errors).toHaveLength(2);
    await failing.close();
  });
});
