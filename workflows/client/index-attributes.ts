/** Makes sure that the server knows our search attributes; a server that does not would refuse to start our workflows. */
import type { Connection } from '@temporalio/client';
import type { SearchAttributeType } from '@temporalio/common';
import { HNET_SEARCH_ATTRIBUTES } from '../search-attributes.ts';

/** Numbers of `temporal.api.enums.v1.IndexedValueType`. */
const INDEXED_VALUE_TYPE: Partial<Record<SearchAttributeType, number>> = { KEYWORD: 2, DOUBLE: 4 };

/**
 * Registers the search attributes that a namespace lacks.
 * @returns the names of those added
 */
export async function addSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const present = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = HNET_SEARCH_ATTRIBUTES.filter((a) => !(a.name in present.customAttributes));
  if (missing.length === 0) return [];
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map((a) => [a.name, INDEXED_VALUE_TYPE[a.type]!])),
  });
  return missing.map((a) => a.name);
}

/** The same, and whether all are there now: false where we may not (Temporal Cloud, a locked-down cluster); sweeps then go without. */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<boolean> {
  try {
    await addSearchAttributes(connection, namespace);
    return true;
  } catch {
    return false;
  }
}
