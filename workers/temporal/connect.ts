import { Connection } from '@temporalio/client';
import type { ConnectionOptions } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';

import { assertNotRefused } from './connection/refused.ts';
import type { TemporalSettings } from './connection/settings.ts';
import { unavailable } from './connection/unavailable.ts';
import { within } from './connection/within.ts';

/** A connection is not waited for longer than this. */
const CONNECT_SECONDS = 5;

/**
 * Connects for starting and steering workflows. Close it in the end.
 *
 * @throws UserError `unavailable` when no server answers
 */
export async function connectClient(
  settings: TemporalSettings,
  seconds = CONNECT_SECONDS,
): Promise<Connection> {
  try {
    await assertNotRefused(settings);
    // Made apart from connecting: one that never connects must be closed all the same.
    const connection = Connection.lazy({
      ...clientOptions(settings),
      connectTimeout: seconds * 1000,
    });
    try {
      await within(seconds + 1, connection.ensureConnected());
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  } catch (cause) {
    throw unavailable(settings, cause);
  }
}

/**
 * Connects for running workers. Close it after them.
 *
 * @throws UserError `unavailable` when no server answers
 */
export async function connectWorker(
  settings: TemporalSettings,
  seconds = CONNECT_SECONDS,
): Promise<NativeConnection> {
  try {
    const connecting = NativeConnection.connect(settings.options);
    return await within(seconds, connecting, (late) => void late.close());
  } catch (cause) {
    throw unavailable(settings, cause);
  }
}

/** What a client understands of the settings; the rest is only for the native connection of workers. */
function clientOptions({ options }: TemporalSettings): ConnectionOptions {
  const { address, tls, metadata, apiKey } = options;
  return {
    address,
    ...(tls !== undefined && { tls }),
    ...(metadata && { metadata }),
    ...(apiKey !== undefined && { apiKey }),
  };
}
