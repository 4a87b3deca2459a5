/**
 * The record beside the database file (`<file>.server.json`) of the server that runs on it. It keeps a second server
 * off the file, and lets the next start find a server that a killed process has left.
 */

import { randomUUID } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import { uptime } from 'node:os';

import { stillRuns } from '../process.ts';
import type { ProcessIdentity } from '../process.ts';
import { createWholeFile, replaceWholeFile } from '../whole-file.ts';

export interface ServerRecord {
  /** The process that started the server and will end it. */
  readonly owner: ProcessIdentity;
  /** The server's process; null while it is being started. */
  readonly server: ProcessIdentity | null;
  readonly address: string;
  readonly uiPort: number | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** A start that has not got as far as a process by then has failed. */
const STARTING_SECONDS = 60;

export function recordPath(dbFile: string): string {
  return `${dbFile}.server.json`;
}

/** The record; null where there is none. One that can't be read is of nobody, and removed. */
export async function readRecord(dbFile: string): Promise<ServerRecord | null> {
  try {
    return JSON.parse(await readFile(recordPath(dbFile), 'utf8')) as ServerRecord;
  } catch (error) {
    if (error instanceof SyntaxError) await rm(recordPath(dbFile), { force: true });
    else if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return null;
  }
}

/** Claims the file for a server that is about to be started; false where another process has. */
export function createRecord(dbFile: string, record: ServerRecord): Promise<boolean> {
  return createWholeFile(recordPath(dbFile), JSON.stringify(record));
}

export function writeRecord(dbFile: string, record: ServerRecord): Promise<void> {
  return replaceWholeFile(recordPath(dbFile), JSON.stringify(record));
}

/** Removes the record if it is (still) of this process's server. */
export async function removeRecord(dbFile: string, serverPid: number | null): Promise<void> {
  const record = await readRecord(dbFile);
  const ours = record?.owner.pid === process.pid && (record.server?.pid ?? null) === serverPid;
  if (ours) await rm(recordPath(dbFile), { force: true });
}

/** Removes a record that was found stale, and no other that has taken its place since. */
export async function removeStaleRecord(dbFile: string, stale: ServerRecord): Promise<void> {
  const aside = `${recordPath(dbFile)}.${randomUUID()}`;
  try {
    await rename(recordPath(dbFile), aside);
    const moved = await readFile(aside, 'utf8');
    if (moved !== JSON.stringify(stale)) await createWholeFile(recordPath(dbFile), moved);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // another process was quicker
  } finally {
    await rm(aside, { force: true });
  }
}

/** What a record says about now. */
export type RecordState =
  | 'stale' // nothing runs any more
  | 'starting' // another process is about to start it
  | 'owned' // it runs, and so does the process that will end it
  | 'orphaned'; // it runs, the process that started it does not

/** Reads a record against the processes of this machine. */
export function stateOf(record: ServerRecord): RecordState {
  // Process numbers start over with the machine.
  if (record.startedAt < Date.now() - uptime() * 1000) return 'stale';
  const ownerRuns = stillRuns(record.owner);
  if (record.server === null) {
    const age = (Date.now() - record.startedAt) / 1000;
    return ownerRuns && age < STARTING_SECONDS ? 'starting' : 'stale';
  }
  if (!stillRuns(record.server)) return 'stale';
  return ownerRuns ? 'owned' : 'orphaned';
}
