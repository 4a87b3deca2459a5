import { connect } from 'node:net';

import type { TemporalSettings } from './settings.ts';

/** Where one of these is set, gRPC goes through a proxy, and what answers directly says nothing. */
const PROXIES = ['grpc_proxy', 'https_proxy', 'http_proxy'];

/** A machine that is there answers by then; what takes longer is left to the connection's own time-out. */
const ANSWER_MS = 500;

/**
 * Fails where nobody listens at the address. The client's connection would try again and again until its time is up,
 * and a person who forgot to start the server would wait for nothing.
 *
 * @throws Error with the code `ECONNREFUSED`
 */
export async function assertNotRefused({ address }: TemporalSettings): Promise<void> {
  if (PROXIES.some((name) => process.env[name])) return;
  const { hostname, port } = new URL(`tcp://${address}`);
  const code = await new Promise<string | undefined>((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 7233) });
    const done = (code?: string): void => {
      socket.destroy();
      resolve(code);
    };
    socket.setTimeout(ANSWER_MS, () => done());
    socket.once('connect', () => done());
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code));
  });
  if (code === 'ECONNREFUSED') throw Object.assign(new Error('connection refused'), { code });
}
