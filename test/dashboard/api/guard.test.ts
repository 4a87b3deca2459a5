import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi } from '../../../dashboard/server/index.ts';
import { caller } from '../support/caller.ts';
import { serve, type Served } from '../support/serve.ts';

/** A GET with any headers: fetch would not let Host and Sec-Fetch-Site be set. */
function get(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('without a token', () => {
  let served: Served;
  beforeAll(async () => (served = await serve()));
  afterAll(() => served.close());
  const sweeps = () => `${served.url}/api/v1/sweeps`;

  it('serves this machine’s own page and programs', async () => {
    expect(await get(sweeps(), {})).toBe(200);
    const origin = new URL(served.url).origin;
    expect(await get(sweeps(), { Origin: origin, 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
  });

  it('refuses pages of other sites, and other names for this machine', async () => {
    expect(await get(sweeps(), { Origin: 'https://evil.example' })).toBe(403);
    expect(await get(sweeps(), { Origin: 'http://localhost:1' })).toBe(403);
    expect(await get(sweeps(), { Origin: 'null' })).toBe(403);
    expect(await get(sweeps(), { 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect(await get(sweeps(), { Host: 'evil.example' })).toBe(403);
    expect(await get(`${served.url}/metrics`, { Host: 'evil.example' })).toBe(403);
  });

  it('lets a link from elsewhere lead to the page', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' };
    expect(await get(`${served.url}/`, headers)).not.toBe(403);
  });

  it('answers probes by any name', async () => {
    expect(await get(`${served.url}/healthz`, { Host: '10.0.0.1' })).toBe(200);
  });

  it('will not listen beyond this machine', async () => {
    await expect(
      startApi({ dependencies: served.dependencies, host: '0.0.0.0', port: 0 }),
    ).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('needs a token') as string,
    });
  });

  it('says which port is taken and what to do', async () => {
    const port = Number(new URL(served.url).port);
    await expect(startApi({ dependencies: served.dependencies, port })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(`port ${port} is taken`) as string,
      hint: expect.stringContaining('--port') as string,
    });
  });

  it('says that an address is not one of this machine', async () => {
    await expect(
      startApi({ dependencies: served.dependencies, host: '192.0.2.1', port: 0, token: 'x' }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('with a token', () => {
  let served: Served;
  beforeAll(async () => (served = await serve({ token: 'open sesame', host: '0.0.0.0' })));
  afterAll(() => served.close());

  it('asks for it, and takes no other', async () => {
    const sweeps = `${served.url}/api/v1/sweeps`;
    const answer = await fetch(sweeps);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    for (const wrong of ['Bearer open', 'Bearer open sesame2', 'Basic open sesame', 'open sesame'])
      expect(await get(sweeps, { Authorization: wrong })).toBe(401);
    expect(await get(sweeps, { Authorization: 'Bearer open sesame' })).toBe(200);
    expect(await get(`${served.url}/metrics`, {})).toBe(401);
  });

  it('describes itself to everybody: links and editors carry no token', async () => {
    for (const file of ['openapi.json', 'sweep-file.schema.json'])
      expect(await get(`${served.url}/api/v1/${file}`, {})).toBe(200);
    expect(await get(`${served.url}/api/v1/nothing`, {})).toBe(401);
  });

  it('shows the page, which asks for it, and answers probes', async () => {
    expect(await get(`${served.url}/`, {})).not.toBe(401);
    expect(await get(`${served.url}/healthz`, {})).toBe(200);
  });

  it('serves everything else as ever', async () => {
    const { call } = await caller(served.url, { Authorization: 'Bearer open sesame' });
    expect((await call('/sweeps')).status).toBe(200);
  });
});
