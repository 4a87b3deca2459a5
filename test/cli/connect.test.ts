import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withApi } from '../../cli/client/connect.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnet-connect-'));
  vi.stubEnv('HNET_STATE_DIR', folder);
  vi.stubEnv('HNET_SWEEP_SERVER', '');
  vi.stubEnv('DATABASE_URL', undefined);
  // What an ended `hnet-sweep up` has left.
  writeFileSync(join(folder, 'hnet-sweep.db'), '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe('a command that changes something', () => {
  it('says first that no server answers and how to start one, not that a database is read', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const work = vi.fn();
    await expect(withApi({}, work, { server: true })).rejects.toMatchObject({
      code: 'unavailable',
      message: `no hnet-sweep server answers: none is named, and none runs in ${folder}`,
      hint: expect.stringContaining('hnet-sweep up') as string,
    });
    expect(work).not.toHaveBeenCalled();
    expect(said).not.toHaveBeenCalled();
  });

  it('names the address where nobody answers', async () => {
    const server = 'http://127.0.0.1:9';
    await expect(withApi({ server }, (api) => api.sweeps(), { server: true })).rejects.toThrow(
      `no hnet-sweep server answers at ${server}`,
    );
  });
});
