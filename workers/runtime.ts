/** Temporal's runtime, once a process: its words go to our log, and signals are ours to hear. */
import { Runtime } from '@temporalio/worker';
import type { Logger } from '@temporalio/worker';

/** The lines of a logger that the runtime writes to; pino's fits. */
export interface RuntimeLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Must run before the first connection or worker of the process. */
export function installRuntime(log: RuntimeLog): void {
  const write =
    (level: keyof RuntimeLog) =>
    (message: string, meta?: object): void =>
      log[level](meta ?? {}, message);
  const logger: Logger = {
    log: (level, message, meta) =>
      write(level === 'TRACE' ? 'debug' : (level.toLowerCase() as keyof RuntimeLog))(message, meta),
    trace: write('debug'),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
  Runtime.install({
    logger,
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
    // Ctrl-C and SIGTERM end things in order: training first, so that it can checkpoint.
    shutdownSignals: [],
  });
}
