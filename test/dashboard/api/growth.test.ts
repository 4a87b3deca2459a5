import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../../dashboard/server/schemas/problem.ts';
import { caller } from '../support/caller.ts';
import { serve, type Served } from '../support/serve.ts';
import { sweepOfValues, tiny } from '../support/tiny-sweep.ts';

let served: Served;
let call: Awaited<ReturnType<typeof caller>>['call'];
let id: string;
const spec = {
  ...tiny,
  space: {
    beta: { kind: 'categorical', values: [0.01, 0.1] },
    learning_rate: { kind: 'constant', value: 0.002 },
  },
} as const;
beforeAll(async () => {
  served = await serve();
  ({ call } = await caller(served.url));
  id = await sweepOfValues(served.store, [{ 1: 0.9 }], { spec });
});
afterAll(() => served.close());

const lastCall = () => served.control.calls.at(-1);
const post = (verb: 'extend' | 'enqueue' | 'retry', body: object) =>
  call(`/sweeps/{id}/${verb}`, { method: 'post', params: { id }, body });

describe('giving a sweep more to do', () => {
  it('extends it, in the units of the orchestration', async () => {
    expect((await post('extend', { trials: 3, deviceHours: 0.5, revive: [0] })).status).toBe(200);
    expect(lastCall()).toEqual(['extend', id, { trials: 3, deviceSeconds: 1800, revive: [0] }]);
  });

  it('enqueues configurations, completed with what does not vary', async () => {
    expect((await post('enqueue', { configurations: [{ beta: 0.1 }] })).status).toBe(200);
    expect(lastCall()).toEqual(['enqueue', id, [{ beta: 0.1, learning_rate: 0.002 }]]);
  });

  it('retries what failed unless told otherwise', async () => {
    await post('retry', {});
    expect(lastCall()).toEqual(['retry', id, ['failed']]);
    await post('retry', { states: ['cancelled'] });
    expect(lastCall()).toEqual(['retry', id, ['cancelled']]);
  });

  it('does so after its end, too', async () => {
    await served.store.setSweepState(id, 'finished');
    expect((await post('extend', { trials: 1 })).status).toBe(200);
  });

  it.each([
    ['extend', {}, 'at least one of trials, deviceHours, seconds, revive'],
    ['extend', { trials: 0 }, 'trials'],
    ['enqueue', { configurations: [{ beta: 0.5 }] }, 'configurations[0].beta: given 0.5; allowed: 0.01, 0.1'],
    ['enqueue', { configurations: [{}] }, 'configurations[0].beta: given nothing; allowed: 0.01, 0.1'],
    ['enqueue', { configurations: [{ beta: 0.1, betta: 1 }] }, 'did you mean beta?'],
    ['retry', { states: ['complete'] }, 'states'],
  ] as const)('%s refuses %j', async (verb, body, words) => {
    const before = served.control.calls.length;
    const { status, body: problem } = await post(verb, body);
    expect(status).toBe(422);
    expect((problem as Problem).detail).toContain(words);
    expect(served.control.calls).toHaveLength(before);
  });
});
