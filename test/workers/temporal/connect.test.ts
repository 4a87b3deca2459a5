import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError, UserError } from '../../../common/errors.ts';
import { connectClient, connectWorker } from '../../../workers/temporal/connect.ts';
import { temporalSettings } from '../../../workers/temporal/connection/settings.ts';
import { unavailable } from '../../../workers/temporal/connection/unavailable.ts';
import { freePort } from '../../../workers/temporal/server/port.ts';

let folder: string;
let none: NodeJS.ProcessEnv;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hnet-connect-'));
  none = { TEMPORAL_CONFIG_FILE: join(folder, 'none.toml') };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('temporalSettings', () => {
  it('are those of a server on this machine where nothing is configured', () => {
    expect(temporalSettings({ env: none })).toEqual({
      address: '127.0.0.1:7233',
      namespace: 'default',
      options: { address: '127.0.0.1:7233' },
    });
  });

  it("come from Temporal's variables; an API key turns TLS on", () => {
    const env = {
      ...none,
      TEMPORAL_ADDRESS: 'lab.example:7233',
      TEMPORAL_NAMESPACE: 'lab',
      TEMPORAL_API_KEY: 'secret',
    };
    expect(temporalSettings({ env })).toEqual({
      address: 'lab.example:7233',
      namespace: 'lab',
      options: { address: 'lab.example:7233', apiKey: 'secret', tls: true },
    });
  });

  it('come from a profile of a configuration file', () => {
    const file = join(folder, 'temporal.toml');
    writeFileSync(file, '[profile.lab]\naddress = "lab.example:7233"\nnamespace = "lab"\n');
    const env = { TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'lab' };
    expect(temporalSettings({ env })).toMatchObject({ address: 'lab.example:7233', namespace: 'lab' });
  });

  it('give way to an address and a namespace that are said', () => {
    const env = { ...none, TEMPORAL_ADDRESS: 'lab.example:7233', TEMPORAL_NAMESPACE: 'lab' };
    const settings = temporalSettings({ env, address: 'other:1', namespace: 'mine' });
    expect(settings).toMatchObject({
      address: 'other:1',
      namespace: 'mine',
      options: { address: 'other:1' },
    });
  });

  it('take a variable that is empty as not set', () => {
    const env = { ...none, TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: '', TEMPORAL_API_KEY: '' };
    expect(temporalSettings({ env })).toEqual(temporalSettings({ env: none }));
  });

  it('of an embedded server know nothing of variables and files', () => {
    const env = { TEMPORAL_API_KEY: 'secret', TEMPORAL_TLS: 'true', TEMPORAL_PROFILE: 'lab' };
    const settings = temporalSettings({ env, address: '127.0.0.1:7300', embedded: true });
    expect(settings.options).toEqual({ address: '127.0.0.1:7300' });
  });

  it('that can not be read are an error that names the file', () => {
    const file = join(folder, 'broken.toml');
    writeFileSync(file, 'address = ');
    expect(() => temporalSettings({ env: { TEMPORAL_CONFIG_FILE: file } })).toThrow(InvalidInputError);
    expect(() => temporalSettings({ env: { TEMPORAL_CONFIG_FILE: file } })).toThrow(file);
  });

  it('with a profile that is not there are an error', () => {
    expect(() => temporalSettings({ env: { ...none, TEMPORAL_PROFILE: 'lab' } })).toThrow(/lab/);
  });
});

describe.each([
  ['connectClient', connectClient],
  ['connectWorker', connectWorker],
])('%s', (_, connect) => {
  const failure = async (address: string, seconds: number): Promise<UserError> => {
    const error: unknown = await connect(temporalSettings({ address, embedded: true }), seconds).then(
      () => null,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  };

  it('fails at once where nobody listens', async () => {
    const started = Date.now();
    const address = `127.0.0.1:${await freePort()}`;
    const error = await failure(address, 30);
    expect(Date.now() - started).toBeLessThan(5000);
    expect(error.code).toBe('unavailable');
    expect(error.message).toBe(`no Temporal server answers at ${address}: connection refused`);
    expect(error.hint).toContain('TEMPORAL_ADDRESS');
  });

  it('gives up on a server that never answers', async () => {
    const sockets = new Set<Socket>();
    const mute = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    const started = Date.now();
    const error = await failure(`127.0.0.1:${(mute.address() as AddressInfo).port}`, 1);
    expect(Date.now() - started).toBeLessThan(5000);
    expect(error.message).toContain('no Temporal server answers');
    sockets.forEach((socket) => socket.destroy());
    mute.close();
  });
});

describe('unavailable', () => {
  const settings = temporalSettings({ address: 'lab.example:7233', embedded: true });

  it('tells a server that refuses from one that is not there', () => {
    const cause = new Error('failed', {
      cause: Object.assign(new Error('Request unauthorized'), { code: 7 }),
    });
    const error = unavailable(settings, cause);
    expect(error.message).toBe(
      'the Temporal server at lab.example:7233 refused to talk: Request unauthorized',
    );
    expect(error.hint).toContain('TEMPORAL_API_KEY');
  });
});
