import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { UserError } from '../../common/errors.ts';

/**
 * Configurations as a command names them: `name=value` pairs of one, or one file of one or a list. What their values may
 * be the server knows.
 * @throws UserError `invalid-input`
 */
export async function readConfigurations(
  words: readonly string[],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const pairs = words.map((word) => /^\s*([\w.]+)\s*=\s*(.+?)\s*$/.exec(word));
  if (pairs.every((pair) => pair !== null))
    return [Object.fromEntries(pairs.map(([, name, value]) => [name!, parse(value!) as unknown]))];
  const [path, ...others] = words;
  if (others.length > 0 || pairs.some((pair) => pair !== null))
    throw new UserError(
      'invalid-input',
      `given ${words.join(' ')}; allowed: name=value pairs, e.g. beta=0.01, or one file`,
    );
  const data = await contentOf(path!);
  const list: readonly unknown[] = Array.isArray(data) ? data : [data];
  const isMapping = (one: unknown): one is Readonly<Record<string, unknown>> =>
    one !== null && typeof one === 'object' && !Array.isArray(one);
  if (list.length === 0 || !list.every(isMapping))
    throw new UserError(
      'invalid-input',
      `${path!}: given ${JSON.stringify(data)?.slice(0, 80) ?? 'nothing'}; allowed: one configuration or a list, each a mapping of names to values`,
    );
  return list;
}

async function contentOf(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(
      'invalid-input',
      missing ? `no file ${path}` : `${path} can't be read: ${(cause as Error).message}`,
      { hint: 'One configuration can be written as name=value pairs, e.g. beta=0.01.', cause },
    );
  }
  try {
    return parse(text) as unknown;
  } catch (cause) {
    throw new UserError('invalid-input', `${path}: ${(cause as Error).message.split('\n')[0]!}`, { cause });
  }
}
