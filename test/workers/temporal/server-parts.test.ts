import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../common/errors.ts';
import { identify, isRunning, stillRuns } from '../../../workers/temporal/process.ts';
import { serverArguments } from '../../../workers/temporal/server/arguments.ts';
import { openServerLog } from '../../../workers/temporal/server/log.ts';
import { assertPortFree, freePort } from '../../../workers/temporal/server/port.ts';
import {
  createRecord,
  readRecord,
  removeRecord,
  removeStaleRecord,
  stateOf,
} from '../../../workers/temporal/server/record.ts';
import type { ServerRecord } from '../../../workers/temporal/server/record.ts';

let folder: string;
let dbFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnet-server-'));
  dbFile = join(folder, 'temporal.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('serverArguments', () => {
  const options = { dbFile: '/a b/t.db', host: '127.0.0.1', port: 7233, uiPort: null, namespace: 'default' };

  it('names the file without its folder, and shows no pages unless asked', () => {
    const line = serverArguments(options).join(' ');
    expect(line).toMatch(/^server start-dev --ip 127\.0\.0\.1 --port 7233 --db-filename t\.db --headless /);
    expect(line).not.toContain('--namespace');
  });

  it('registers our search attributes and shares task queues fairly', () => {
    const line = serverArguments(options).join(' ');
    expect(line).toContain('--search-attribute hnetSweep=Keyword');
    expect(line).toContain('--search-attribute hnetBestValue=Double');
    expect(line).toContain('--dynamic-config-value matching.enableFairness=true');
    expect(line).toContain('--sqlite-pragma journal_mode=wal');
  });

  it('makes another namespace, and pages on their port', () => {
    const line = serverArguments({ ...options, uiPort: 8233, namespace: 'lab' }).join(' ');
    expect(line).toContain('--ui-port 8233 --namespace lab');
    expect(line).not.toContain('--headless');
  });
});

describe('ports', () => {
  it('that are free pass', async () => {
    await expect(assertPortFree('127.0.0.1', await freePort())).resolves.toBeUndefined();
  });

  it('that are taken give an error with a hint', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const error: unknown = await assertPortFree('127.0.0.1', port).catch((e: unknown) => e);
    server.close();
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'unavailable' });
    expect((error as UserError).message).toContain(`port ${port} is taken`);
    expect((error as UserError).hint).toContain('TEMPORAL_ADDRESS');
  });

  it('of an address that is not of this machine give another error', async () => {
    await expect(assertPortFree('192.0.2.1', 7233)).rejects.toThrow("can't be listened on");
  });
});

describe('processes', () => {
  it('are told from later ones with the same number', () => {
    const self = identify(process.pid);
    expect(stillRuns(self)).toBe(true);
    if (process.platform === 'linux') expect(stillRuns({ ...self, started: '1' })).toBe(false);
    expect(isRunning(2 ** 22 + 1)).toBe(false);
  });
});

describe('the record of a running server', () => {
  const self = identify(process.pid);
  const dead = { pid: 2 ** 22 + 1, started: '' };
  const record: ServerRecord = {
    owner: self,
    server: null,
    address: '127.0.0.1:7233',
    uiPort: null,
    startedAt: Date.now(),
  };

  it('is created by one of two', async () => {
    const created = await Promise.all([createRecord(dbFile, record), createRecord(dbFile, record)]);
    expect(created.sort()).toEqual([false, true]);
    expect(await readRecord(dbFile)).toEqual(record);
  });

  it('is removed by the server it is of, and by no other', async () => {
    await createRecord(dbFile, { ...record, server: self });
    await removeRecord(dbFile, 12345);
    expect(await readRecord(dbFile)).not.toBeNull();
    await removeRecord(dbFile, self.pid);
    expect(await readRecord(dbFile)).toBeNull();
  });

  it('is not removed as stale when another has taken its place', async () => {
    await createRecord(dbFile, record);
    await removeStaleRecord(dbFile, { ...record, startedAt: 1 });
    expect(await readRecord(dbFile)).toEqual(record);
    await removeStaleRecord(dbFile, record);
    expect(await readRecord(dbFile)).toBeNull();
  });

  it.each([
    ['a server and its owner run', { server: self }, 'owned'],
    ['the owner was killed', { server: self, owner: dead }, 'orphaned'],
    ['the server was killed', { server: dead }, 'stale'],
    ['it is being started', {}, 'starting'],
    ['the starting process was killed', { owner: dead }, 'stale'],
    ['the start was given up', { startedAt: Date.now() - 120_000 }, 'stale'],
    [
      'the machine was started again',
      { server: self, startedAt: Date.now() - uptime() * 1000 - 1e6 },
      'stale',
    ],
  ])('when %s', (_, change, state) => {
    expect(stateOf({ ...record, ...change })).toBe(state);
  });
});

describe('the log of a server', () => {
  it('quotes only what was written since it was opened', () => {
    const path = join(folder, 'logs', 'temporal.log');
    const first = openServerLog(path);
    writeSync(first.fd, 'of the first\n');
    first.close();
    const second = openServerLog(path);
    expect(second.tail(5)).toBe('');
    writeSync(second.fd, 'one\ntwo\nthree\n');
    expect(second.tail(2)).toBe('two\nthree');
    second.close();
  });
});
