import { createServer } from 'node:net';

import { UserError } from '../../../common/errors.ts';

/** A port that nobody listens on at this address now. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  return tryPort(host, 0);
}

/**
 * Makes sure that a port can be listened on.
 *
 * @throws UserError `unavailable` when it is taken, or not to be had
 */
export async function assertPortFree(host: string, port: number): Promise<void> {
  try {
    await tryPort(host, port);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new UserError('unavailable', `port ${port} is taken by another program on this machine`, {
        cause,
        hint: 'Choose another port; or, if a Temporal server listens there, use it with TEMPORAL_ADDRESS.',
      });
    }
    throw new UserError('unavailable', `${host}:${port} can't be listened on (${code ?? message})`, {
      cause,
      hint: 'Choose another address or port.',
    });
  }
}

function tryPort(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
