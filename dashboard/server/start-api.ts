import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../../common/errors.ts';
import { createApp } from './create-app.ts';
import type { ApiDependencies } from './dependencies.types.ts';
import { isLoopback } from './http/guard.ts';
import { builtPageFolder } from './http/page.ts';
import { createLiveSource } from './live/live-source.ts';

/** Where and how the API is served. */
export interface StartApiOptions {
  readonly dependencies: ApiDependencies;
  /** Address to listen on; any but loopback demands a token. `127.0.0.1` unless given. */
  readonly host?: string;
  /** 0 for any free port. */
  readonly port: number;
  /** What requests must carry; none unless given. */
  readonly token?: string | null;
  /** Folder of the built page; `dist/web` of this package unless given. */
  readonly webDir?: string;
}

/** A running API. */
export interface RunningApi {
  /** E.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Stops listening, ends live streams, and lets running requests finish for a moment. */
  close(): Promise<void>;
}

/** Requests that are still running then are cut. */
const graceMs = 5_000;

const wildcards: readonly string[] = ['0.0.0.0', '::', ''];

function urlOf(host: string, port: number): string {
  const name = wildcards.includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** What kept the server from listening, as a person can use it. */
function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new UserError(
        'unavailable',
        `port ${port} is taken: another program listens on ${host}:${port}`,
        {
          hint: 'Choose another with --port, or 0 for any free one.',
          cause: error,
        },
      );
    case 'EACCES':
      return new UserError('unavailable', `port ${port} may not be opened by this user`, {
        hint: 'Choose one above 1023 with --port.',
        cause: error,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new UserError('invalid-input', `${host} is no address of this machine`, {
        hint: 'Use 127.0.0.1 for this machine alone, or 0.0.0.0 for all of its addresses.',
        cause: error,
      });
    default:
      return error;
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/**
 * Serves the API and the page.
 * @throws UserError `invalid-input` for an address beyond this machine without a token; `unavailable` for a taken port
 */
export async function startApi(options: StartApiOptions): Promise<RunningApi> {
  const { dependencies, host = '127.0.0.1', port, webDir = builtPageFolder() } = options;
  const token = options.token === undefined || options.token === '' ? null : options.token;
  if (token === null && !isLoopback(host))
    throw new UserError('invalid-input', `listening on ${host || 'all addresses'} needs a token`, {
      hint: 'Everybody who reaches the port could start and cancel sweeps. Give a token, or listen on 127.0.0.1.',
    });

  const live = createLiveSource(dependencies.store, dependencies.log);
  const server = createServer(createApp({ dependencies, live, token, webDir }));
  const url = urlOf(host, await listen(server, host, port));
  dependencies.log.info({ url, token: token !== null }, 'API and page are served');

  return {
    url,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      live.close();
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      return closed.finally(() => clearTimeout(cut));
    },
  };
}
