import { join } from 'node:path';

import { PROGRAM } from './cache.ts';
import { run } from './run.ts';
import type { Run } from './run.ts';
import { isAtLeast } from './version.ts';

const MODULE = 'github.com/temporalio/cli';

/** What the sources of {@link TEMPORAL_CLI_VERSION} ask for. */
export const OLDEST_GO = '1.25.0';

export interface BuildOptions {
  readonly version: string;
  readonly onProgress?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly exec?: Run;
  /** A line of progress at most this often. */
  readonly everySeconds?: number;
}

/**
 * Builds a release of the `temporal` program with Go into a folder: minutes, and some 3 GB in Go's own caches. What
 * Go has fetched and compiled stays there, so a build that was interrupted goes on where it was.
 *
 * @returns the program's path
 * @throws Error in one line: no Go, an old Go, no network, a failed build
 */
export async function buildTemporal(folder: string, options: BuildOptions): Promise<string> {
  const { version, onProgress = () => undefined, env = process.env, exec = run, everySeconds = 15 } = options;
  await assertGo(exec, env, folder);
  onProgress(`building temporal ${version} with Go: 5 to 15 minutes, once a machine`);
  const meter = createMeter(onProgress, everySeconds);
  // No debugging tables; and it would call itself 0.0.0-DEV if it were not told its version.
  const linking = `-s -w -X ${MODULE}/temporalcli.Version=${version}`;
  const flags = ['-v', '-trimpath', `-ldflags=${linking}`];
  await exec('go', ['install', ...flags, `${MODULE}/cmd/temporal@v${version}`], {
    // Away from any go.mod, or that would choose the versions.
    cwd: folder,
    // Its SQLite is pure Go: no C compiler is needed.
    env: { ...env, GOBIN: folder, GO111MODULE: 'on', GOWORK: 'off', CGO_ENABLED: '0', GOOS: '', GOARCH: '' },
    onLine: meter,
  });
  return join(folder, PROGRAM);
}

async function assertGo(exec: Run, env: NodeJS.ProcessEnv, cwd: string): Promise<void> {
  let says: string;
  try {
    says = await exec('go', ['env', 'GOVERSION'], { env, cwd, timeoutSeconds: 20 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw new Error('no `go` on PATH', { cause });
    throw cause;
  }
  const version = /go(\d+\.\d+\S*)/.exec(says)?.[1];
  if (version === undefined) throw new Error(`\`go env GOVERSION\` says ${says.trim() || 'nothing'}`);
  if (!isAtLeast(version, OLDEST_GO)) {
    throw new Error(`go ${version} is too old (${OLDEST_GO.replace(/\.0$/, '')} or newer builds it)`);
  }
}

/** Turns Go's thousands of lines, one a module or package, into a count now and then. */
function createMeter(onProgress: (line: string) => void, everySeconds: number): (line: string) => void {
  let modules = 0;
  let packages = 0;
  let told = Date.now();
  return (line) => {
    if (line.startsWith('go: downloading ')) modules++;
    else if (/^[\w.-]+(\/[\w.~-]+)*$/.test(line)) packages++;
    if (Date.now() - told < everySeconds * 1000) return;
    told = Date.now();
    onProgress(packages === 0 ? `${modules} modules downloaded` : `${packages} packages compiled`);
  };
}
