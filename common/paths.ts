import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where things that can be fetched or built again are kept: servers, native libraries, data sets. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env.HNET_CACHE_DIR ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hnet-sweep'));
}

/** Where the state of an embedded installation is kept: databases, checkpoints, logs. */
export function stateDir(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env.HNET_STATE_DIR ?? '.hnet-sweep');
}
