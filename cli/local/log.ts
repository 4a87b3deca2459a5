import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { pino } from 'pino';
import type { Logger } from 'pino';

/** JSON lines, to a file or to standard error; `HNET_LOG_LEVEL` says from which level on. */
export function createLog(file: string | null): Logger {
  const level = process.env.HNET_LOG_LEVEL ?? 'info';
  if (file !== null) mkdirSync(dirname(file), { recursive: true });
  return pino({ level }, pino.destination({ dest: file ?? 2, sync: true }));
}
