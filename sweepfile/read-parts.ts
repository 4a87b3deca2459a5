import { schemaFaults, unknownTopLevelKey } from './schema-faults.ts';
import { ParameterEntry, SweepFile } from './sweep.schema.ts';
import { unsupportedKey } from './unsupported.ts';
import { shown, type Fault } from './fault.ts';

/** The keys of a sweep file that are sound by themselves, defaults filled in, and the faults of the rest. */
export interface ReadParts {
  readonly parts: Partial<SweepFile>;
  readonly faults: readonly Fault[];
}

/**
 * Checks each top-level key alone, so that what is sound can be checked further although something else is not, and one
 * run shows all faults.
 * @param data with canonical keys
 */
export function readParts(data: Readonly<Record<string, unknown>>): ReadParts {
  const faults: Fault[] = [];
  const parts: Record<string, unknown> = {};
  for (const key of Object.keys(data)) {
    if (Object.hasOwn(SweepFile.shape, key)) continue;
    const allowed = unsupportedKey(key);
    faults.push(
      allowed === null ? unknownTopLevelKey(key) : { path: [key], given: shown(data[key]), allowed },
    );
  }
  for (const [key, schema] of Object.entries(SweepFile.shape)) {
    if (key === 'parameters' && isMapping(data[key])) continue;
    const read = schema.safeParse(data[key]);
    if (read.success) parts[key] = read.data;
    else faults.push(...schemaFaults(read.error.issues, data, [key]));
  }
  if (isMapping(data.parameters)) {
    // Each by itself, for the same reason.
    const entries: [string, ParameterEntry][] = [];
    for (const [name, entry] of Object.entries(data.parameters)) {
      const read = ParameterEntry.safeParse(entry);
      if (read.success) entries.push([name, read.data]);
      else faults.push(...schemaFaults(read.error.issues, data, ['parameters', name]));
    }
    parts.parameters = Object.fromEntries(entries);
  }
  return { parts, faults };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
