/**
 * The record beside the database file (`<file>.server.json`) of the server that runs on it. It keeps a second server
 * off the file, and lets the next start find a server that a killed process has left.
 */

import { readFile, rm } from 'node:fs/promises';
import { uptime } from 'node:os';

import { isRunning } from '../process.ts';
import { createWholeFile, replaceWholeFile } from '../whole-file.ts';

export interface ServerRecord {
  /** The process that started the server and will end it. */
  readonly owner: number;
  /** The server's process; null while it is being started. */
  readonly pid: number | null;
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

/** The record, or null where there is none or none that can be read. */
export async function readRecord(dbFile: string): Promise<ServerRecord | null> {
  try {
    return JSON.parse(await readFile(recordPath(dbFile), 'utf8')) as ServerRecord;
  } catch {
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

/** Removes the record if it is (still) of this server. */
export async function removeRecord(dbFile: string, pid: number | null): Promise<void> {
  const record = await readRecord(dbFile);
  if (record === null || record.pid === pid) await rm(recordPath(dbFile), { force: true });
}

/** What a record says about now. */
export type RecordState =
  | 'stale' // nothing runs any more
  | 'starting' // another process is about to start it
  | 'owned' // it runs, and so does the process that will end it
  | 'orphaned'; // it runs, the process that started it does not

/** Reads a record against the processes of this machine. */
export async function stateOf(record: ServerRecord, dbFile: string): Promise<RecordState> {
  // Process numbers start over with the machine.
  if (record.startedAt < Date.now() - uptime() * 1000) return 'stale';
  const ownerRuns = isRunning(record.owner);
  if (record.pid === null) {
    const age = (Date.now() - record.startedAt) / 1000;
    return ownerRuns && age < STARTING_SECONDS ? 'starting' : 'stale';
  }
  if (!isRunning(record.pid) || !(await isServer(record.pid, dbFile))) return 'stale';
  return ownerRuns ? 'owned' : 'orphaned';
}

/** Whether a process is a Temporal server on this file, and not another that got the number since. */
async function isServer(pid: number, dbFile: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const words = command.split('\0');
  return words.includes('start-dev') && words.some((word) => word !== '' && dbFile.endsWith(word));
}
