import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type Served } from '../support/serve.ts';
import { sweepOfValues } from '../support/tiny-sweep.ts';

let folder: string;
let served: Served;
let healthy = true;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnet-sweep-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>the page</title>');
  await writeFile(join(folder, 'assets', 'index-abc123.js'), 'export {};');
  served = await serve({ webDir: folder });
});
afterAll(async () => {
  await served.close();
  await rm(folder, { recursive: true });
});

describe('the page’s files', () => {
  it.each(['/', '/sweeps/split-mnist-1', '/trials/split-mnist-1.7', '/index.html'])(
    '%s is the page, asked for anew every time',
    async (path) => {
      const answer = await fetch(served.url + path);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(await answer.text()).toContain('the page');
      expect(answer.headers.get('cache-control') ?? 'no-cache').toBe('no-cache');
    },
  );

  it('hashed files may be kept for ever; missing ones are no page', async () => {
    const script = await fetch(`${served.url}/assets/index-abc123.js`);
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await fetch(`${served.url}/assets/index-gone.js`)).status).toBe(404);
  });

  it('gives nothing outside the folder', async () => {
    const answer = await fetch(`${served.url}/..%2f..%2fetc%2fpasswd`);
    expect(await answer.text()).not.toContain('root:');
  });

  it('lets the page load nothing from elsewhere', async () => {
    const policy = (await fetch(served.url)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'self'");
  });

  it('says how to build the page where it is not built', async () => {
    const bare = await serve({ webDir: join(folder, 'nowhere') });
    const answer = await fetch(bare.url);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('npm run build:web');
    await bare.close();
  });
});

describe('health and metrics', () => {
  it('is ready while all it needs answers', async () => {
    const checks = {
      temporal: () => (healthy ? Promise.resolve() : Promise.reject(new Error('gone'))),
    };
    const checked = await serve({
      dependencies: { ...served.dependencies, checks },
    });
    expect(await (await fetch(`${checked.url}/readyz`)).json()).toEqual({
      status: 'ok',
      checks: { database: 'ok', temporal: 'ok' },
    });
    healthy = false;
    const answer = await fetch(`${checked.url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ checks: { database: 'ok', temporal: 'failed' } });
    expect((await fetch(`${checked.url}/healthz`)).status).toBe(200);
    await checked.close();
  });

  it('counts sweeps, trials and requests for Prometheus', async () => {
    await sweepOfValues(served.store, [{ 1: 0.9 }, { 1: 0.8 }]);
    await fetch(`${served.url}/api/v1/sweeps`);
    const text = await (await fetch(`${served.url}/metrics`)).text();
    expect(text).toContain('hnet_sweep_sweeps{state="running"} 1');
    expect(text).toContain('hnet_sweep_trials{state="complete"} 2');
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/sweeps",status="200"\} 1/,
    );
  });

  it('counts each of them once when asked by two at the same time', async () => {
    const own = await serve();
    await sweepOfValues(own.store, [{ 1: 0.9 }, { 1: 0.8 }]);
    // Both are in the middle of counting before either goes on.
    let asked = 0;
    let bothAsked = (): void => undefined;
    const both = new Promise<void>((resolve) => (bothAsked = resolve));
    const listSweeps: typeof own.store.listSweeps = async (query) => {
      if (++asked === 2) bothAsked();
      await both;
      return own.store.listSweeps(query);
    };
    const counting = await serve({
      dependencies: { ...own.dependencies, store: { ...own.store, listSweeps } },
    });
    const texts = await Promise.all([1, 2].map(async () => (await fetch(`${counting.url}/metrics`)).text()));
    for (const text of texts) {
      expect(text).toContain('hnet_sweep_sweeps{state="running"} 1');
      expect(text).toContain('hnet_sweep_trials{state="complete"} 2');
    }
    await counting.close();
    await own.close();
  });
});
