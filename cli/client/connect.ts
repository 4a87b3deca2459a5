/** Finds the server that a command is meant for. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { UserError } from '../../common/errors.ts';
import { runningServer, stateFolder } from '../local/folder.ts';
import { createApiClient } from './api-client.ts';
import type { ApiClient } from './api-client.ts';

/** Options of every command that talks to a server. */
export interface ServerOptions {
  readonly server?: string;
  readonly json?: boolean;
}

/** Adds them to a command. */
export function withServerOptions(command: Command): Command {
  return command
    .option(
      '--server <url>',
      'the hnet-sweep server (default: HNET_SWEEP_SERVER, else the one that `up` started here)',
    )
    .option('--json', 'print one JSON document');
}

/** Where `hnet-sweep up` serves unless told otherwise. */
export const DEFAULT_PORT = 8080;

/**
 * Runs a command's work against the server meant: `--server`, `HNET_SWEEP_SERVER`, the one that uses the state folder
 * now, or the usual port. Where none of these is named or running, reading still works: the folder's own database is
 * served to this one command.
 */
export async function withApi<T>(options: ServerOptions, work: (api: ApiClient) => Promise<T>): Promise<T> {
  const token = process.env.HNET_SWEEP_TOKEN ?? null;
  const named = options.server ?? process.env.HNET_SWEEP_SERVER;
  if (named !== undefined) return await work(createApiClient({ url: checkedUrl(named), token }));
  const folder = stateFolder();
  const running = runningServer(folder);
  const api = createApiClient({ url: running?.url ?? `http://127.0.0.1:${DEFAULT_PORT}`, token });
  const here = running !== null || (await answers(api));
  const readable =
    process.env.DATABASE_URL !== undefined || existsSync(folder.databaseUrl.replace(/^file:/, ''));
  if (here || !readable) return await work(api);
  const { serveFolder } = await import('./serve-folder.ts');
  const served = await serveFolder(folder);
  try {
    return await work(createApiClient({ url: served.url, token: null }));
  } finally {
    await served.close();
  }
}

async function answers(api: ApiClient): Promise<boolean> {
  try {
    await api.sweeps({ limit: 1 });
    return true;
  } catch (error) {
    return !(error instanceof UserError && error.code === 'unavailable');
  }
}

function checkedUrl(text: string): string {
  if (/^https?:\/\/\S+$/.test(text)) return text;
  throw new UserError(
    'invalid-input',
    `--server: given ${text}; allowed: an address such as http://127.0.0.1:8080`,
  );
}
