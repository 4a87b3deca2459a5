import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';

import { UserError } from '../../../common/errors.ts';
import { buildTemporal } from './build.ts';
import { cachedTemporal, intoCache } from './cache.ts';
import { downloadTemporal } from './download.ts';
import { run } from './run.ts';
import type { Run } from './run.ts';
import { isAtLeast, OLDEST_SERVER, parseTemporalVersion, TEMPORAL_CLI_VERSION } from './version.ts';
import type { TemporalCliVersion } from './version.ts';

/** A `temporal` program that runs on this machine. */
export interface TemporalCli extends TemporalCliVersion {
  readonly path: string;
  /** Where it came from: `$HNET_TEMPORAL_CLI`, PATH, our cache, or just now fetched or built into it. */
  readonly source: 'environment' | 'path' | 'cache' | 'download' | 'build';
}

export interface FindTemporalOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Hears one line a step: a build takes minutes. */
  readonly onProgress?: (line: string) => void;
  /** Whether it may be downloaded or built when it is not there. */
  readonly fetch?: boolean;
  /** The ways to get one, replaced in tests. */
  readonly ways?: TemporalWays;
}

/** The ways to get the program: running what is there, downloading, building. */
export interface TemporalWays {
  readonly exec: Run;
  readonly download: typeof downloadTemporal;
  readonly build: typeof buildTemporal;
}

const WAYS: TemporalWays = { exec: run, download: downloadTemporal, build: buildTemporal };

const HINT =
  'Install it (https://docs.temporal.io/cli) so that it is on PATH, set HNET_TEMPORAL_CLI to its path, install ' +
  'Go 1.25 or newer to have it built, or set TEMPORAL_ADDRESS to use a Temporal server that runs elsewhere.';

/**
 * The `temporal` program: `$HNET_TEMPORAL_CLI`, else on PATH, else from our cache, else downloaded into it, else
 * built into it with Go.
 *
 * @throws UserError `unavailable`, with everything that was tried and the ways to get it
 * @example
 * const cli = await findTemporal({ onProgress: console.error });
 */
export async function findTemporal(options: FindTemporalOptions = {}): Promise<TemporalCli> {
  const { env = process.env, onProgress = () => undefined, fetch = true, ways = WAYS } = options;
  const given = env.HNET_TEMPORAL_CLI;
  // Absolute: the server runs in the folder of its database.
  if (given) return givenTemporal(resolve(given), ways.exec, env);

  const tried: string[] = [];
  const onPath = await tryTemporal('temporal', ways.exec, env);
  if (typeof onPath === 'string') tried.push(`on PATH: ${onPath}`);
  else if (isAtLeast(onPath.server ?? '0', OLDEST_SERVER))
    return { path: 'temporal', source: 'path', ...onPath };
  else
    tried.push(`on PATH: its server is ${onPath.server ?? 'unknown'}, ${OLDEST_SERVER} or newer is needed`);

  const place = cachedTemporal(env);
  if (existsSync(place)) {
    const cached = await tryTemporal(place, ways.exec, env);
    if (typeof cached !== 'string') return { path: place, source: 'cache', ...cached };
    tried.push(`in the cache: ${cached}`);
    if (fetch) await rm(place, { force: true });
  } else tried.push('in the cache: none');

  if (fetch) {
    const gotten = await getTemporal(place, { env, onProgress, ways, tried });
    if (gotten) return gotten;
  }
  const list = tried.map((line) => `  ${line}`).join('\n');
  throw new UserError('unavailable', `no \`temporal\` program, which runs the Temporal server:\n${list}`, {
    hint: fetch ? HINT : `\`npm run setup:temporal\` fetches or builds it. ${HINT}`,
  });
}

/** The program that the user named; there is no other way then. */
async function givenTemporal(path: string, exec: Run, env: NodeJS.ProcessEnv): Promise<TemporalCli> {
  const answer = existsSync(path) ? await tryTemporal(path, exec, env) : 'no such file';
  if (typeof answer !== 'string') return { path, source: 'environment', ...answer };
  throw new UserError('unavailable', `HNET_TEMPORAL_CLI is ${path}: ${answer}`, {
    hint: 'Set it to the path of a `temporal` program, or unset it to have one found.',
  });
}

/** Downloads it, or else builds it; undefined when neither could be done, with why in `tried`. */
async function getTemporal(
  place: string,
  { env, onProgress, ways, tried }: Required<Omit<FindTemporalOptions, 'fetch'>> & { tried: string[] },
): Promise<TemporalCli | undefined> {
  const version = TEMPORAL_CLI_VERSION;
  const get = {
    download: (folder: string) => ways.download(folder, { version, onProgress, exec: ways.exec }),
    build: (folder: string) => ways.build(folder, { version, onProgress, env, exec: ways.exec }),
  };
  for (const source of ['download', 'build'] as const) {
    try {
      const path = await intoCache(
        place,
        async (folder) => {
          const made = await get[source](folder);
          const answer = await tryTemporal(made, ways.exec, env);
          if (typeof answer === 'string') throw new Error(`what came does not run: ${answer}`);
          return made;
        },
        (pid) => onProgress(`waiting for process ${pid}, which is getting temporal ${version} too`),
      );
      const answer = await tryTemporal(path, ways.exec, env);
      if (typeof answer === 'string') throw new Error(answer);
      onProgress(`temporal ${answer.cli} is ready: ${path}`);
      return { path, source, ...answer };
    } catch (error) {
      const line = `${source}: ${(error as Error).message}`;
      tried.push(line);
      onProgress(line);
    }
  }
  return undefined;
}

/** What a program says of itself, or why it can't be used. */
async function tryTemporal(
  path: string,
  exec: Run,
  env: NodeJS.ProcessEnv,
): Promise<TemporalCliVersion | string> {
  try {
    const says = await exec(path, ['--version'], { env, timeoutSeconds: 20 });
    return parseTemporalVersion(says) ?? `not Temporal's program: it says "${says.trim().slice(0, 60)}"`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'none' : (error as Error).message;
  }
}
