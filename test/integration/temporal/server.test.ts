import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import type { Connection } from '@temporalio/client';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  addSearchAttributes,
  connectClient,
  connectWorker,
  findTemporal,
  startTemporalServer,
  temporalSettings,
} from '../../../workers/temporal/index.ts';
import type { TemporalCli, TemporalServer, TemporalServerOptions } from '../../../workers/temporal/index.ts';
import { isRunning, signalProcess } from '../../../workers/temporal/process.ts';
import { readRecord, writeRecord } from '../../../workers/temporal/server/record.ts';

let cli: TemporalCli;
let folder: string;
let dbFile: string;
let logFile: string;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  cli = await findTemporal({ fetch: false });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnet-temporal-'));
  dbFile = join(folder, 'temporal.db');
  logFile = join(folder, 'temporal.log');
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<TemporalServerOptions> = {}): Promise<TemporalServer> {
  const server = await startTemporalServer({ cli, dbFile, logFile, port: 0, ...options });
  open.push(server);
  return server;
}

async function connectTo({ address, namespace }: TemporalServer): Promise<Connection> {
  const connection = await connectClient(temporalSettings({ address, namespace, embedded: true }));
  open.push(connection);
  return connection;
}

const statusOf = async (server: TemporalServer, workflowId: string): Promise<string> => {
  const client = new Client({ connection: await connectTo(server), namespace: server.namespace });
  return (await client.workflow.getHandle(workflowId).describe()).status.name;
};

/** A process of its own that starts a server on the file. */
function startOwner(then: 'wait' | 'close') {
  const script = fileURLToPath(new URL('owner.ts', import.meta.url));
  const args = ['--import', 'tsx', script, cli.path, dbFile, logFile, then];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('startTemporalServer', () => {
  it('gives a server that clients and workers can use at once', async () => {
    const server = await start();
    expect(server).toMatchObject({ namespace: 'default', uiUrl: null, ours: true });
    const connection = await connectTo(server);
    const worker = await connectWorker(temporalSettings({ address: server.address, embedded: true }));
    await worker.close();

    const found = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    expect(Object.keys(found.customAttributes).sort()).toEqual([
      'hnetBenchmark',
      'hnetBestValue',
      'hnetStrategy',
      'hnetSweep',
    ]);
    const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(7 * 24 * 3600);
  });

  it('keeps a workflow whose server was killed', async () => {
    const onExit = vi.fn();
    const first = await start({ onExit });
    const client = new Client({ connection: await connectTo(first) });
    await client.workflow.start('nothing', { taskQueue: 'nobody', workflowId: 'kept' });
    signalProcess(first.pid, 'SIGKILL');
    await vi.waitFor(() => expect(onExit).toHaveBeenCalledOnce());
    expect(onExit.mock.calls[0]?.[0]).toContain('SIGKILL');

    const second = await start();
    expect(second.pid).not.toBe(first.pid);
    expect(await statusOf(second, 'kept')).toBe('RUNNING');
  });

  it('keeps a workflow over an orderly end, and reports no exit then', async () => {
    const onExit = vi.fn();
    const first = await start({ onExit });
    const client = new Client({ connection: await connectTo(first) });
    await client.workflow.start('nothing', { taskQueue: 'nobody', workflowId: 'kept' });
    await first.close();
    expect(isRunning(first.pid)).toBe(false);
    expect(await readRecord(dbFile)).toBeNull();
    expect(onExit).not.toHaveBeenCalled();
    expect(await statusOf(await start(), 'kept')).toBe('RUNNING');
  });

  it('kills a server that does not end when asked', async () => {
    const server = await start({ stopSeconds: 0.5 });
    signalProcess(server.pid, 'SIGSTOP');
    await server.close();
    expect(isRunning(server.pid)).toBe(false);
  });

  it('refuses a taken port before it starts anything', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toMatchObject({
      code: 'unavailable',
      message: `port ${port} is taken by another program on this machine`,
    });
    expect(await readRecord(dbFile)).toBeNull();
    other.close();
  });

  it('quotes the last words of a server that does not come up', async () => {
    writeFileSync(dbFile, 'this is no database, and never was one '.repeat(100));
    await expect(start()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(
        /did not start: ended with code 1; its last words:\n.*not a database/s,
      ) as string,
    });
    expect(await readRecord(dbFile)).toBeNull();
  });

  it('says so where the program is not there', async () => {
    await expect(start({ cli: { path: join(folder, 'gone') } })).rejects.toThrow(
      /can't be started: spawn .*gone ENOENT/,
    );
    expect(await readRecord(dbFile)).toBeNull();
  });

  it('works in a folder with an awkward name, with pages and another namespace', async () => {
    const server = await start({ dbFile: join(folder, 'a #1 ?%20 é', 't.db'), uiPort: 0, namespace: 'lab' });
    expect(server.namespace).toBe('lab');
    await connectTo(server);
    const page = await fetch(server.uiUrl ?? '');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<html');
  });

  it('ignores the environment of a client', async () => {
    vi.stubEnv('TEMPORAL_ADDRESS', 'lab.example:7233');
    vi.stubEnv('TEMPORAL_PROFILE', 'lab');
    try {
      await connectTo(await start());
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('a server that runs on the file already', () => {
  it('is used while its owner lives, and left running', async () => {
    const first = await start();
    const onExit = vi.fn();
    const second = await start({ onExit });
    expect(second).toMatchObject({ address: first.address, pid: first.pid, ours: false });
    await second.close();
    await connectTo(first);

    await start({ onExit });
    await first.close();
    await vi.waitFor(() => expect(onExit).toHaveBeenCalledOnce(), { timeout: 5000 });
  });

  it('is one, of two that are started at once', async () => {
    const servers = await Promise.all([start(), start()]);
    expect(servers.map((server) => server.ours).sort()).toEqual([false, true]);
    expect(servers[0].address).toBe(servers[1].address);
  });

  it('is replaced when its owner was killed', async () => {
    const onExit = vi.fn();
    const left = await start({ onExit });
    const client = new Client({ connection: await connectTo(left) });
    await client.workflow.start('nothing', { taskQueue: 'nobody', workflowId: 'kept' });
    const record = await readRecord(dbFile);
    if (!record) throw new Error('no record');
    await writeRecord(dbFile, { ...record, owner: { pid: 2 ** 22 + 1, started: '' } });

    const told: string[] = [];
    const next = await start({ onProgress: (line) => told.push(line) });
    expect(next.ours).toBe(true);
    expect(told).toEqual([`ending the Temporal server that a killed process left (process ${left.pid})`]);
    expect(isRunning(left.pid)).toBe(false);
    expect(await statusOf(next, 'kept')).toBe('RUNNING');
  });

  it('ends when its owner is killed', async () => {
    const owner = startOwner('wait');
    const lines = createInterface({ input: owner.stdout });
    const [line] = (await once(lines, 'line')) as [string];
    const pid = Number(line);
    expect(isRunning(pid)).toBe(true);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 15_000 });
    expect(readFileSync(logFile, 'utf8')).toContain('Stopping server');

    const next = await start();
    expect(next).toMatchObject({ ours: true });
    expect(next.pid).not.toBe(pid);
  });

  it('is ended by an owner that does nothing else', async () => {
    const owner = startOwner('close');
    const said: string[] = [];
    createInterface({ input: owner.stdout }).on('line', (line) => said.push(line));
    expect(await once(owner, 'close')).toEqual([0, null]);
    expect(said.at(-1)).toBe('closed');
    expect(await readRecord(dbFile)).toBeNull();
  });

  it('gets the search attributes that an older release did not make', async () => {
    const connection = await connectTo(await start());
    await connection.operatorService.removeSearchAttributes({
      namespace: 'default',
      searchAttributes: ['hnetStrategy'],
    });
    expect(await addSearchAttributes(connection, 'default')).toEqual(['hnetStrategy']);
    expect(await addSearchAttributes(connection, 'default')).toEqual([]);
  });
});
