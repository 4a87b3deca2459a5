import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, type Call } from '../support/caller.ts';
import { drawConfiguration, fillSweep } from '../support/fill-store.ts';
import { serve, type Served } from '../support/serve.ts';
import { tiny } from '../support/tiny-sweep.ts';

let served: Served;
let api: Awaited<ReturnType<typeof caller>>;
let id: string;
beforeAll(async () => {
  served = await serve();
  api = await caller(served.url);
  id = await fillSweep(served.store, tiny, { complete: 2, others: ['diverged', 'running'] });
});
afterAll(() => served.close());

const example =
  'name: example\nbenchmark: { name: polynomials }\nstrategy: hnet\nmethod: grid\nparameters: { beta: { values: [0.1] } }\n';

/** What each operation is called with; an operation without an entry fails the test. */
const calls: Readonly<Record<string, () => Call>> = {
  'post /sweeps': () => ({ body: example, type: 'application/yaml' }),
  'get /sweeps': () => ({}),
  'get /sweeps/{id}': () => ({ params: { id } }),
  'patch /sweeps/{id}': () => ({ params: { id }, body: { maxConcurrentTrials: 3 } }),
  'post /sweeps/{id}/pause': () => ({ params: { id }, body: { now: true } }),
  'post /sweeps/{id}/resume': () => ({ params: { id } }),
  'post /sweeps/{id}/stop': () => ({ params: { id } }),
  'post /sweeps/{id}/cancel': () => ({ params: { id } }),
  'post /sweeps/{id}/extend': () => ({ params: { id }, body: { trials: 2 } }),
  'post /sweeps/{id}/enqueue': () => ({
    params: { id },
    body: { configurations: [drawConfiguration(tiny, 0)] },
  }),
  'post /sweeps/{id}/retry': () => ({ params: { id }, body: { states: ['failed'] } }),
  'get /sweeps/{id}/trials': () => ({ params: { id }, query: 'sort=metric.val_forgetting' }),
  'get /trials/{id}': () => ({ params: { id: `${id}.1` } }),
  'get /sweeps/{id}/best': () => ({ params: { id } }),
  'get /sweeps/{id}/effects': () => ({ params: { id } }),
  'get /sweeps/{id}/importance': () => ({ params: { id } }),
  'get /sweeps/{id}/figures/{figure}': () => ({ params: { id, figure: 'tasks' } }),
  'get /reports/{name}': () => ({ params: { name: tiny.name } }),
  'get /sweeps/{id}/running': () => ({ params: { id } }),
  'get /sweeps/{id}/points': () => ({ params: { id } }),
  'get /sweeps/{id}/export': () => ({ params: { id }, query: 'format=json' }),
  'get /checkpoints': () => ({}),
  'post /checkpoints/prune': () => ({ body: { last: false } }),
  'get /sweeps/{id}/events': () => ({ params: { id } }),
};

describe('the API’s description of itself', () => {
  it('is OpenAPI 3.1 with a name for every operation and no dangling reference', () => {
    const text = JSON.stringify(api.document);
    expect(api.document).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/api/v1' }] });
    const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, name]) => name);
    expect(new Set(ids).size).toBe(ids.length);
    const schemas = (api.document as unknown as { components: { schemas: object } }).components.schemas;
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g))
      expect(schemas).toHaveProperty(name!);
  });

  it('holds for every operation', async () => {
    const streams = ['get /events', 'get /sweeps/{id}/events/stream']; // see events.test.ts
    const operations = Object.entries(api.document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method: method as 'get' })),
    );
    expect(operations.length).toBe(Object.keys(calls).length + streams.length);
    for (const { path, method } of operations) {
      const name = `${method} ${path}`;
      if (streams.includes(name)) continue;
      const answer = await api.call(path, { method, ...calls[name]!() });
      expect(answer.status, name).toBeLessThan(300);
    }
  });

  it('describes the sweep file too', async () => {
    const answer = await fetch(`${served.url}/api/v1/sweep-file.schema.json`);
    expect(answer.headers.get('content-type')).toContain('application/schema+json');
    expect(await answer.json()).toMatchObject({ type: 'object' });
  });

  it('answers with a problem where there is nothing', async () => {
    const answer = await fetch(`${served.url}/api/v1/nothing`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'not-found', status: 404 });
  });
});
