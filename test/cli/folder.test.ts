import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { announceServer, assertFree, runningServer, stateFolder } from '../../cli/local/folder.ts';
import { identify } from '../../workers/temporal/process.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'hnet-folder-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const server = { url: 'http://127.0.0.1:8080', temporalAddress: '127.0.0.1:7233' };

describe('the state folder', () => {
  test('holds an SQLite database unless DATABASE_URL names another one', () => {
    expect(stateFolder(root, {}).databaseUrl).toBe(`file:${join(root, 'hnet-sweep.db')}`);
    expect(stateFolder(root, { DATABASE_URL: 'postgresql://x/y' }).databaseUrl).toBe('postgresql://x/y');
  });

  test('tells who serves it, until that one withdraws', () => {
    const folder = stateFolder(root, {});
    expect(runningServer(folder)).toBeNull();
    const withdraw = announceServer(folder, server);
    expect(runningServer(folder)).toEqual({ ...identify(process.pid), ...server });
    withdraw();
    expect(runningServer(folder)).toBeNull();
  });

  test('what a process that was killed has left does not count', () => {
    const folder = stateFolder(root, {});
    announceServer(folder, server);
    const { pid } = spawnSync('true');
    const path = join(root, 'server.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(String(process.pid), String(pid)));
    expect(runningServer(folder)).toBeNull();
    expect(() => assertFree(folder)).not.toThrow();
  });

  test('refuses a second server, naming the first', () => {
    const folder = stateFolder(root, {});
    const other = { ...identify(process.ppid), ...server };
    writeFileSync(join(root, 'server.json'), JSON.stringify(other));
    expect(() => assertFree(folder)).toThrow(`process ${process.ppid} serves it at ${server.url}`);
  });

  test('after a restart of the machine another process with the same number does not count', () => {
    const folder = stateFolder(root, {});
    const other = { pid: process.ppid, started: 'long ago', ...server };
    writeFileSync(join(root, 'server.json'), JSON.stringify(other));
    expect(runningServer(folder)).toBeNull();
  });

  test('a folder that can not be made is one clear error', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    expect(() => assertFree(stateFolder(join(file, 'state'), {}))).toThrow(/state folder .* can't be made/);
  });
});
