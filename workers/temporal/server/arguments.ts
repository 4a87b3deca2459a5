import { basename } from 'node:path';

import { HNET_SEARCH_ATTRIBUTES } from '../../../workflows/search-attributes.ts';

/** What a server is started with. */
export interface ServerArguments {
  readonly dbFile: string;
  readonly host: string;
  readonly port: number;
  /** Port of Temporal's own pages; null for none. */
  readonly uiPort: number | null;
  readonly namespace: string;
}

/**
 * How the server runs; each value was accepted and took effect on server 1.29.1.
 *
 * - Fairness brings priorities with it. One partition a task queue makes both exact: with the usual four, each
 *   keeps an order of its own.
 */
export const DYNAMIC_CONFIG: Readonly<Record<string, string>> = {
  'matching.useNewMatcher': 'true',
  'matching.enableFairness': 'true',
  'matching.numTaskqueueReadPartitions': '1',
  'matching.numTaskqueueWritePartitions': '1',
};

/**
 * How SQLite keeps the file. With a write-ahead log a transaction costs one sync in place of several: 100 workflow
 * starts a second in place of 23. `full` makes that sync happen, so that what the server acknowledged survives a
 * power cut too (`normal`, which lets the last moments go, makes it 150).
 */
export const SQLITE_PRAGMAS: Readonly<Record<string, string>> = {
  journal_mode: 'wal',
  synchronous: 'full',
};

/** Temporal's word for each type of search attribute of ours. */
const TYPE_NAMES = { KEYWORD: 'Keyword', DOUBLE: 'Double' } as const;

/** Search attributes by name, with the type as the command line and the protocol call it. */
export const SEARCH_ATTRIBUTE_TYPES: Readonly<Record<string, 'Keyword' | 'Double'>> = Object.fromEntries(
  HNET_SEARCH_ATTRIBUTES.map(({ name, type }) => [name, TYPE_NAMES[type]]),
);

/** The command line after `temporal`, to be run in the folder of the database. */
export function serverArguments(options: ServerArguments): string[] {
  const { dbFile, host, port, uiPort, namespace } = options;
  const repeated = (flag: string, values: Readonly<Record<string, string>>): string[] =>
    Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
  return [
    ...['server', 'start-dev', '--ip', host, '--port', String(port)],
    // Only its name: the server puts it into a URI unescaped, where a folder's `?`, `#` or `%` would end the path.
    ...['--db-filename', basename(dbFile)],
    ...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort)]),
    // The server makes `default` without being asked.
    ...(namespace === 'default' ? [] : ['--namespace', namespace]),
    ...['--log-level', 'warn', '--log-format', 'json'],
    ...repeated('--search-attribute', SEARCH_ATTRIBUTE_TYPES),
    ...repeated('--dynamic-config-value', DYNAMIC_CONFIG),
    ...repeated('--sqlite-pragma', SQLITE_PRAGMAS),
  ];
}
