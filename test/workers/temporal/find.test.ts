import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../common/errors.ts';
import { cachedTemporal } from '../../../workers/temporal/cli/cache.ts';
import { findTemporal } from '../../../workers/temporal/cli/find.ts';
import type { TemporalWays } from '../../../workers/temporal/cli/find.ts';

const GOOD = 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)';
const OLD = 'temporal version 1.1.0 (Server 1.25.0, UI 2.30.3)';

let root: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hnet-find-'));
  env = { HNET_CACHE_DIR: root };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Programs are files that hold what they answer; `onPath` is what the one on PATH answers. */
function ways(onPath: string | null, others: Partial<TemporalWays> = {}): TemporalWays {
  const missing = () => Object.assign(new Error('spawn ENOENT'), { code: 'ENOENT' });
  return {
    exec: (program) => {
      const says = program === 'temporal' ? onPath : existsSync(program) && readFileSync(program, 'utf8');
      if (typeof says !== 'string') return Promise.reject(missing());
      return says === 'crash' ? Promise.reject(new Error('ended by SIGSEGV')) : Promise.resolve(says);
    },
    download: () => Promise.reject(new Error("temporal.download can't be reached (ENOTFOUND)")),
    build: () => Promise.reject(new Error('no `go` on PATH')),
    ...others,
  };
}

function program(path: string, says: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, says);
  return path;
}

const making = (says: string) => (folder: string) => Promise.resolve(program(join(folder, 'temporal'), says));

const failureOf = async (found: Promise<unknown>): Promise<UserError> => {
  const error: unknown = await found.then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
};

describe('findTemporal', () => {
  it('takes the program that HNET_TEMPORAL_CLI names before any other', async () => {
    const path = program(join(root, 'mine'), OLD);
    env.HNET_TEMPORAL_CLI = path;
    expect(await findTemporal({ env, ways: ways(GOOD) })).toMatchObject({ path, source: 'environment' });
  });

  it('refuses a HNET_TEMPORAL_CLI that is not there, rather than take another', async () => {
    env.HNET_TEMPORAL_CLI = join(root, 'gone');
    const error = await failureOf(findTemporal({ env, ways: ways(GOOD) }));
    expect(error.code).toBe('unavailable');
    expect(error.message).toContain('gone: no such file');
  });

  it('refuses a HNET_TEMPORAL_CLI that is another program', async () => {
    env.HNET_TEMPORAL_CLI = program(join(root, 'other'), 'a calendar');
    const error = await failureOf(findTemporal({ env, ways: ways(GOOD) }));
    expect(error.message).toContain('says "a calendar"');
  });

  it('takes the one on PATH before the cache', async () => {
    program(cachedTemporal(env), GOOD);
    expect(await findTemporal({ env, ways: ways(GOOD) })).toEqual({
      path: 'temporal',
      source: 'path',
      cli: '1.5.1',
      server: '1.29.1',
    });
  });

  it('passes over one on PATH whose server is too old', async () => {
    const path = program(cachedTemporal(env), GOOD);
    expect(await findTemporal({ env, ways: ways(OLD) })).toMatchObject({ path, source: 'cache' });
  });

  it('downloads into the cache where there is none', async () => {
    const lines: string[] = [];
    const found = await findTemporal({
      env,
      ways: ways(null, { download: making(GOOD) }),
      onProgress: (line) => lines.push(line),
    });
    expect(found).toMatchObject({ path: cachedTemporal(env), source: 'download', cli: '1.5.1' });
    expect(lines.at(-1)).toContain('temporal 1.5.1 is ready');
    expect(await findTemporal({ env, ways: ways(null) })).toMatchObject({ source: 'cache' });
  });

  it('builds where nothing can be downloaded, and says why it does', async () => {
    const lines: string[] = [];
    const found = await findTemporal({
      env,
      ways: ways(null, { build: making(GOOD) }),
      onProgress: (line) => lines.push(line),
    });
    expect(found).toMatchObject({ path: cachedTemporal(env), source: 'build' });
    expect(lines[0]).toBe("download: temporal.download can't be reached (ENOTFOUND)");
  });

  it('does not put a download that does not run into the cache', async () => {
    const found = await findTemporal({
      env,
      ways: ways(null, { download: making('crash'), build: making(GOOD) }),
    });
    expect(found.source).toBe('build');
    expect(readFileSync(cachedTemporal(env), 'utf8')).toBe(GOOD);
  });

  it('replaces a cached program that does not run any more', async () => {
    program(cachedTemporal(env), 'crash');
    const found = await findTemporal({ env, ways: ways(null, { build: making(GOOD) }) });
    expect(found.source).toBe('build');
  });

  it('lists everything it tried, and the ways to get the program', async () => {
    const error = await failureOf(findTemporal({ env, ways: ways(OLD) }));
    expect(error.code).toBe('unavailable');
    expect(error.message.split('\n').slice(1)).toEqual([
      '  on PATH: its server is 1.25.0, 1.29.0 or newer is needed',
      '  in the cache: none',
      "  download: temporal.download can't be reached (ENOTFOUND)",
      '  build: no `go` on PATH',
    ]);
    expect(error.hint).toMatch(/HNET_TEMPORAL_CLI.*Go 1\.25.*TEMPORAL_ADDRESS/);
  });

  it('only looks when it is told not to fetch', async () => {
    const never = () => Promise.reject(new Error('fetched'));
    const error = await failureOf(
      findTemporal({ env, fetch: false, ways: ways(null, { download: never, build: never }) }),
    );
    expect(error.message).not.toContain('fetched');
    expect(error.hint).toContain('npm run setup:temporal');
  });
});
