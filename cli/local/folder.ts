/** The folder in which an installation on one machine keeps its state, and who is using it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../common/errors.ts';
import { stateDir } from '../../common/paths.ts';
import { identify, stillRuns } from '../../workers/temporal/process.ts';

/** Where things lie in a state folder. */
export interface StateFolder {
  readonly root: string;
  /** Temporal's own database. */
  readonly temporalDb: string;
  readonly checkpoints: string;
  readonly logs: string;
  /** URL of the results database: `DATABASE_URL`, else an SQLite file here. */
  readonly databaseUrl: string;
}

export function stateFolder(root: string = stateDir(), env: NodeJS.ProcessEnv = process.env): StateFolder {
  return {
    root,
    temporalDb: join(root, 'temporal.db'),
    checkpoints: join(root, 'checkpoints'),
    logs: join(root, 'logs'),
    databaseUrl: env.DATABASE_URL ?? `file:${join(root, 'hnet-sweep.db')}`,
  };
}

/** What a running server leaves in the folder, so that other commands find it. */
export interface RunningServer {
  readonly pid: number;
  /** When that process started: after a restart of the machine its number may be another's. */
  readonly started: string;
  readonly url: string;
  readonly temporalAddress: string;
}

const FILE = 'server.json';

/** The server that uses this folder now; null without one. A process that is gone has left only its file. */
export function runningServer(folder: StateFolder): RunningServer | null {
  try {
    const server = JSON.parse(readFileSync(join(folder.root, FILE), 'utf8')) as RunningServer;
    return stillRuns(server) ? server : null;
  } catch {
    return null;
  }
}

/** Refuses a second server in the same folder. @throws UserError `conflict`, `unavailable` */
export function assertFree(folder: StateFolder): void {
  const other = runningServer(folder);
  if (other !== null && other.pid !== process.pid)
    throw new UserError(
      'conflict',
      `${folder.root} is in use: process ${other.pid} serves it at ${other.url}`,
      {
        hint: 'End that one first, or give another folder with --state-dir.',
      },
    );
  try {
    mkdirSync(folder.logs, { recursive: true });
  } catch (cause) {
    throw new UserError(
      'unavailable',
      `the state folder ${folder.root} can't be made: ${(cause as Error).message}`,
      {
        hint: 'Give another folder with --state-dir or HNET_STATE_DIR.',
        cause,
      },
    );
  }
}

/** Says that this process serves the folder; gives the function that takes it back. */
export function announceServer(
  folder: StateFolder,
  server: Omit<RunningServer, 'pid' | 'started'>,
): () => void {
  const path = join(folder.root, FILE);
  writeFileSync(path, `${JSON.stringify({ ...identify(process.pid), ...server }, null, 2)}\n`);
  return () => rmSync(path, { force: true });
}
