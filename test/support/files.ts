import { readdir } from 'node:fs/promises';

/** The names of all files under a folder, however deep; none if there is no such folder. */
export async function fileNames(
  root: string,
  wanted: (name: string) => boolean = () => true,
): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && wanted(entry.name)).map((entry) => entry.name);
}

/** Whether a file is a mid-stage checkpoint. */
export function isPartial(name: string): boolean {
  return name.startsWith('partial-');
}
