import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ApiClient } from '../../cli/client/api-client.ts';
import { watchSweep } from '../../cli/watch/watch-sweep.ts';
import type { Sweep } from '../../dashboard/server/schemas/sweep.ts';
import { specOf } from '../prisma/suite/context.ts';

afterEach(() => vi.restoreAllMocks());

/** What is written on standard error while a sweep with one event, already finished, is watched. */
async function linesOf(options: { named?: boolean; takenUp?: boolean }): Promise<string[]> {
  const [createdAt, endedAt] = ['2026-11-28T10:00:00.000Z', '2026-11-28T10:03:20.000Z'];
  const counts = { complete: 1 };
  const sweep = { id: 'study.ewc-1', state: 'finished', spec: specOf(), counts, createdAt, endedAt };
  const said: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const api = {
    sweep: () => Promise.resolve({ ...sweep, stagesRecorded: 15, best: null } as unknown as Sweep),
    events: (_: string, after: number) =>
      Promise.resolve({ events: after === 0 ? [{ id: 1, message: 'trial 0 complete' }] : [] }),
  } as unknown as ApiClient;
  await watchSweep(api, sweep.id, { signal: new AbortController().signal, pollMs: 1, ...options });
  return said.join('').trimEnd().split('\n');
}

describe('watching', () => {
  it('says which sweep each line speaks of, where several are watched', async () => {
    const lines = await linesOf({ named: true });
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^study\.ewc-1: /);
    expect(lines[0]).toBe('study.ewc-1: trial 0 complete');
  });

  it('says nothing of what is plain, where it is one', async () => {
    expect((await linesOf({}))[0]).toBe('trial 0 complete');
  });

  it('tells what happened before it was taken up in one line', async () => {
    const [first, ...rest] = await linesOf({ takenUp: true });
    expect(first).toMatch(/^15.* stages were recorded before, finished, trials 1/);
    expect(rest.join('\n')).not.toContain('trial 0 complete');
  });

  it('ends with how it ended and how long it went on since it was submitted, once', async () => {
    const last = (await linesOf({})).slice(1);
    expect(last).toHaveLength(1);
    expect(last[0]).toMatch(/15.* stages, finished, trials 1.*, 3 min 20 s$/);
  });
});
