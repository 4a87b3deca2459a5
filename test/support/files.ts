import { readdir } from 'node:fs/promises';
import { relative, join, sep } from 'node:path';

/** Every file under a folder as the parts of its path, however deep; none if there is no such folder. */
export async function paths(
  root: string,
  wanted: (name: string) => boolean = () => true,
): Promise<readonly (readonly string[])[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep));
}

/** The names of all files under a folder. */
export async function fileNames(
  root: string,
  wanted?: (name: string) => boolean,
): Promise<readonly string[]> {
  return (await paths(root, wanted)).map((path) => path.at(-1)!);
}

/** Whether a file is a mid-stage checkpoint. */
export function isPartial(name: string): boolean {
  return name.startsWith('partial-');
}
