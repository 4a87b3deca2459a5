import { spawn } from 'node:child_process';

/**
 * Reads until its standard input ends, which it does when this process is gone, however; then ends the server. It
 * looks before it kills: the server's number may be another process's by then.
 */
const SCRIPT = `cat >/dev/null
kill -TERM "$1"
for _ in 1 2 3 4 5 6 7 8 9 10; do
  kill -0 "$1" 2>/dev/null || exit
  sleep 1
done
kill -KILL "$1"`;

/** Ends a server when this process ends without having done so, as when it is killed. */
export interface Guard {
  /** Takes it off again, once the server has ended. */
  dismiss(): void;
}

/**
 * Puts a guard beside a server: a shell that waits for this process to be gone. (A dying parent takes no child
 * along on its own.) Without a shell, as on Windows, there is none, and the next start finds the server.
 */
export function guardServer(pid: number): Guard {
  // In a session of its own: a Ctrl-C meant for us would end it before its time.
  const shell = spawn('sh', ['-c', SCRIPT, 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return { dismiss: () => void shell.kill('SIGKILL') };
}
