/** Which `temporal` programs will do. */

/** The release that is downloaded or built: the newest that `go install` builds as it stands (server 1.29.1). */
export const TEMPORAL_CLI_VERSION = '1.5.1';

/** The oldest server that will do: the first that shares a task queue fairly between sweeps. */
export const OLDEST_SERVER = '1.29.0';

/** What a `temporal` program says of itself. */
export interface TemporalCliVersion {
  /** The program's own, e.g. `1.5.1`; `0.0.0-DEV` where it was built without being told. */
  readonly cli: string;
  /** Of the server inside it, e.g. `1.29.1`; null where it does not say. */
  readonly server: string | null;
}

/**
 * Reads what `temporal --version` prints; null when that is something else's answer.
 *
 * @example
 * parseTemporalVersion('temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)'); // { cli: '1.5.1', server: '1.29.1' }
 */
export function parseTemporalVersion(text: string): TemporalCliVersion | null {
  const cli = /^temporal version v?(\d+\.\d+\.\d+\S*)/m.exec(text)?.[1];
  if (cli === undefined) return null;
  return { cli, server: /\(Server v?([^\s,)]+)/.exec(text)?.[1] ?? null };
}

/** Whether a version such as `1.22.0` or `1.29.1-154.2` is at least another one. What follows the numbers is ignored. */
export function isAtLeast(version: string, oldest: string): boolean {
  const numbers = (text: string): number[] => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  const [given, wanted] = [numbers(version), numbers(oldest)];
  for (let i = 0; i < wanted.length; i++) {
    const difference = (given[i] ?? 0) - (wanted[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
