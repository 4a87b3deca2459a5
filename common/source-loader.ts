import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Options of a Node process that runs TypeScript sources: none for compiled files. Named by its place, since Node looks
 * for a bare name from the folder that a process runs in, which is the user's.
 */
export function sourceLoader(entry: string): readonly string[] {
  if (!entry.endsWith('.ts')) return [];
  return ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
}
