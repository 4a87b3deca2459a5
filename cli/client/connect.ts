/** Finds the server that a command is meant for. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { UserError } from '../../common/errors.ts';
import { runningServer, stateFolder } from '../local/folder.ts';
import { note } from '../output/print.ts';
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
 * Runs a command's work against the server meant: `--server`, `HNET_SWEEP_SERVER`, or the one that uses the state folder
 * now. Where none is named and none runs, the folder's own database is served to this one command, so that results can
 * be read; without a folder the usual port is tried.
 * @param need.server whether the work changes something, which a database alone can't do
 * @throws UserError `unavailable` where a server is needed and none runs, before anything else is said or tried
 */
export async function withApi<T>(
  options: ServerOptions,
  work: (api: ApiClient) => Promise<T>,
  need: { readonly server?: boolean } = {},
): Promise<T> {
  const token = process.env.HNET_SWEEP_TOKEN ?? null;
  // Set but empty means not set, as in a shell script.
  const named = options.server ?? (process.env.HNET_SWEEP_SERVER || undefined);
  if (named !== undefined) return await work(createApiClient({ url: checkedUrl(named), token }));
  const folder = stateFolder();
  const running = runningServer(folder);
  const readable =
    process.env.DATABASE_URL !== undefined || existsSync(folder.databaseUrl.replace(/^file:/, ''));
  if (running !== null || !readable)
    return await work(createApiClient({ url: running?.url ?? `http://127.0.0.1:${DEFAULT_PORT}`, token }));
  if (need.server)
    throw new UserError(
      'unavailable',
      `no hnet-sweep server answers: none is named, and none runs in ${folder.root}`,
      { hint: 'Start one with `hnet-sweep up`, or name another with --server or HNET_SWEEP_SERVER.' },
    );
  note(
    `no server runs in ${folder.root}; reading its database. \`hnet-sweep up\` goes on with what was running`,
  );
  const { serveFolder } = await import('./serve-folder.ts');
  const served = await serveFolder(folder);
  try {
    return await work(createApiClient({ url: served.url, token: null }));
  } finally {
    await served.close();
  }
}

function checkedUrl(text: string): string {
  if (/^https?:\/\/\S+$/.test(text)) return text;
  throw new UserError(
    'invalid-input',
    `--server or HNET_SWEEP_SERVER: given ${text}; allowed: an address such as http://127.0.0.1:8080`,
  );
}
