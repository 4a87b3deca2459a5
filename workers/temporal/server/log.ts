import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log that has grown beyond this is put aside (`.1`) at the next start. */
const MAX_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 16 * 1024;

/** The file that a server writes its words to. */
export interface ServerLog {
  readonly fd: number;
  /** The last lines written since it was opened. */
  tail(lines: number): string;
  close(): void;
}

/** Opens a log to append to. */
export function openServerLog(path: string): ServerLog {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path) && statSync(path).size > MAX_BYTES) renameSync(path, `${path}.1`);
  const fd = openSync(path, 'a+');
  const start = statSync(path).size;
  let open = true;
  return {
    fd,
    tail(lines) {
      const end = statSync(path).size;
      const from = Math.max(start, end - TAIL_BYTES);
      const buffer = Buffer.alloc(Math.max(0, end - from));
      const reading = openSync(path, 'r');
      try {
        readSync(reading, buffer, 0, buffer.length, from);
      } finally {
        closeSync(reading);
      }
      return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
    },
    close() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}
