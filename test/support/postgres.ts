import { execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The newest PostgreSQL's programs, as Debian lays them; null where it is not installed. */
export function postgresBin(): string | null {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  const bins = versions.map((version) => join(base, version, 'bin'));
  return bins.find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres'))) ?? null;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A PostgreSQL server of the test's own. */
export interface PostgresServer {
  readonly port: number;
  /** The URL of a new, empty database. */
  createDatabase(name: string): Promise<string>;
  /** Kills it as a power cut would (SIGQUIT to the postmaster: no shutdown checkpoint), then starts it again. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a cluster in a temporary folder on a free loopback port. PostgreSQL refuses to run as root; then it runs as
 * the user that Debian's package made.
 */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const root = userInfo().uid === 0;
  const as = (command: string, args: readonly string[]): [string, string[]] =>
    root ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, [...args]];
  const folder = mkdtempSync(join(tmpdir(), 'hnet-postgres-'));
  if (root) {
    const { stdout } = await run('id', ['-u', 'postgres']);
    chownSync(folder, Number(stdout), -1);
  }
  const data = join(folder, 'data');
  const port = await freePort();
  const cwd = folder;
  await run(...as(join(bin, 'initdb'), ['-D', data, '-U', 'hnet', '-A', 'trust', '-E', 'UTF8', '-N']), {
    cwd,
  });

  const start = async () => {
    const flags = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1'];
    const server = spawn(...as(join(bin, 'postgres'), flags), { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    server.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)));
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    for (let tries = 0; ; tries++) {
      const ready = await run(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).catch(
        () => null,
      );
      if (ready !== null) return { ended };
      if (server.exitCode !== null || tries > 300) throw new Error(`PostgreSQL did not start:\n${log}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const stop = async (mode: 'fast' | 'immediate', ended: Promise<void>) => {
    await run(...as(join(bin, 'pg_ctl'), ['-D', data, '-m', mode, '-w', 'stop']), { cwd });
    await ended;
  };

  let { ended } = await start();
  return {
    port,
    async createDatabase(name) {
      await run(join(bin, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'hnet', name]);
      return `postgresql://hnet:secret@127.0.0.1:${port}/${name}`;
    },
    async crash() {
      await stop('immediate', ended);
      ({ ended } = await start());
    },
    async stop() {
      await stop('fast', ended);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
