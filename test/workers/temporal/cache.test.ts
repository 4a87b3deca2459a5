import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cachedTemporal, intoCache } from '../../../workers/temporal/cli/cache.ts';

let root: string;
let place: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hnet-cache-'));
  place = cachedTemporal({ HNET_CACHE_DIR: root });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const make =
  (content: string, seconds = 0) =>
  async (folder: string): Promise<string> => {
    await sleep(seconds * 1000);
    writeFileSync(join(folder, 'made'), content);
    return join(folder, 'made');
  };

/** No process has this number. */
const DEAD = 2 ** 22 + 1;

describe('the cache of the temporal program', () => {
  it('is a file per version', () => {
    expect(place).toBe(join(root, 'temporal', '1.5.1', 'temporal'));
  });

  it('gets the program whole and executable, and leaves nothing beside it', async () => {
    await intoCache(place, make('program'));
    expect(readFileSync(place, 'utf8')).toBe('program');
    expect(statSync(place).mode & 0o111).toBe(0o111);
    expect(readdirSync(dirname(place))).toEqual(['temporal']);
  });

  it('fetches once when two want it at a time', async () => {
    const waiting: number[] = [];
    const first = intoCache(place, make('first', 0.3));
    await sleep(100);
    await intoCache(place, make('second'), (pid) => waiting.push(pid));
    await first;
    expect(readFileSync(place, 'utf8')).toBe('first');
    expect(waiting).toEqual([process.pid]);
  });

  it('lets the next one try after a failure, and leaves nothing', async () => {
    await expect(intoCache(place, () => Promise.reject(new Error('no network')))).rejects.toThrow(
      'no network',
    );
    expect(readdirSync(dirname(place))).toEqual([]);
    await intoCache(place, make('program'));
    expect(readFileSync(place, 'utf8')).toBe('program');
  });

  it('does not wait for a process that was killed, and removes what it left', async () => {
    const folder = dirname(place);
    const machine = hostname().replace(/[^\w.]/g, '_');
    mkdirSync(join(folder, `.getting-${machine}-${DEAD}-abc`), { recursive: true });
    writeFileSync(join(folder, `.lock-${machine}`), String(DEAD));
    await intoCache(place, make('program'));
    expect(readdirSync(folder)).toEqual(['temporal']);
  });
});
