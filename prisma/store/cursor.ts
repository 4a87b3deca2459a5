import { InvalidInputError } from '../../common/errors.ts';
import { decodeJson, encodeJson } from './json.ts';

/** An opaque page mark: the sort keys of the last row given, and the order they belong to. */
export function encodeCursor(order: string, keys: unknown): string {
  return Buffer.from(encodeJson([order, keys])).toString('base64url');
}

/** The keys of a cursor made for the same order. */
export function decodeCursor<T>(order: string, cursor: string): T {
  try {
    const [madeFor, keys] = decodeJson<[string, T]>(Buffer.from(cursor, 'base64url').toString());
    if (madeFor === order) return keys;
  } catch {
    // falls through: not one of ours
  }
  throw new InvalidInputError('list', [
    { path: 'cursor', given: cursor, allowed: 'a cursor of the same list in the same order' },
  ]);
}
