import { spawn } from 'node:child_process';
import { basename, dirname } from 'node:path';

import { UserError } from '../../../common/errors.ts';
import { endProcess } from '../process.ts';
import { serverArguments } from './arguments.ts';
import type { ServerArguments } from './arguments.ts';
import { guardServer } from './guard.ts';
import { openServerLog } from './log.ts';
import { waitUntilReady } from './ready.ts';

export interface LaunchOptions extends ServerArguments {
  readonly cli: string;
  readonly logFile: string;
  readonly address: string;
  readonly readySeconds: number;
  /** Told the process number, before the server is known to answer. */
  readonly onPid: (pid: number) => Promise<void>;
}

/** A server's process. */
export interface LaunchedServer {
  readonly pid: number;
  /** Resolves when it has ended, with why and its last words. */
  readonly exited: Promise<string>;
  /** Asks it to end, ends it when it has not after a while, and waits for that. Resolves as {@link exited}. */
  end(patienceSeconds: number): Promise<string>;
}

/** How many of the last lines of the log an error quotes. */
const QUOTED = 8;

/**
 * Starts the server's process and waits until it answers.
 *
 * @throws UserError `unavailable` when it does not come up; it is ended then
 */
export async function launchServer(options: LaunchOptions): Promise<LaunchedServer> {
  const log = openServerLog(options.logFile);
  const child = spawn(options.cli, serverArguments(options), {
    cwd: dirname(options.dbFile),
    env: withoutTemporal(process.env),
    stdio: ['ignore', log.fd, log.fd],
    // In a session of its own: a Ctrl-C is for us, who let the workers finish before the server ends.
    detached: true,
  });

  const ended = new AbortController();
  const exited = new Promise<string>((resolve) => {
    const tell = (how: string): void => {
      const said = log.tail(QUOTED);
      log.close();
      ended.abort();
      resolve(said === '' ? how : `${how}; its last words:\n${said}`);
    };
    child.once('error', (error) => tell(error.message));
    child.once('exit', (code, signal) => tell(signal ? `ended by ${signal}` : `ended with code ${code}`));
  });
  const hint = `Its log is ${options.logFile}; its database is ${options.dbFile}.`;
  const { pid } = child;
  if (pid === undefined) {
    throw new UserError('unavailable', `the Temporal server can't be started: ${await exited}`, {
      hint: `The program is ${options.cli}.`,
    });
  }

  const end = async (patienceSeconds: number): Promise<string> => {
    child.ref(); // or nothing may keep our process until it has heard of the end
    await endProcess(pid, patienceSeconds);
    return exited;
  };
  const guard = guardServer(pid);
  void exited.then(() => guard.dismiss());
  await options.onPid(pid);
  const { address, namespace, readySeconds } = options;
  if (await waitUntilReady(address, namespace, { seconds: readySeconds, signal: ended.signal })) {
    if (!ended.signal.aborted) {
      child.unref(); // our process may end without asking the server; the guard sees to it then
      return { pid, exited, end };
    }
  }
  if (ended.signal.aborted) {
    throw new UserError('unavailable', `the Temporal server did not start: ${await exited}`, { hint });
  }
  const said = await end(2);
  const what = `the Temporal server on ${basename(options.dbFile)} did not answer within ${readySeconds} s`;
  throw new UserError('unavailable', `${what}: ${said}`, { hint });
}

/** The program reads settings for its client commands from there, which are not meant for this server. */
function withoutTemporal(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}
