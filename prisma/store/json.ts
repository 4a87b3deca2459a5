/**
 * JSON text that gives back every number it was given. JSON itself has no NaN or infinity and `JSON.stringify` turns
 * them into null (and -0 into 0); a diverged training has plenty, so those are written as `{"$number":"NaN"}`.
 * Key order is kept.
 */

const strange = ['NaN', 'Infinity', '-Infinity', '-0'] as const;

/** The text of a plain value. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) => {
    if (typeof v !== 'number' || (Number.isFinite(v) && !Object.is(v, -0))) return v;
    return { $number: Object.is(v, -0) ? '-0' : String(v) };
  });
}

/** The value of a text made by {@link encodeJson}. */
export function decodeJson<T>(text: string): T {
  return JSON.parse(text, (_key, v: unknown) => {
    if (v === null || typeof v !== 'object' || !('$number' in v)) return v;
    return strange.includes(v.$number as (typeof strange)[number]) ? Number(v.$number) : v;
  }) as T;
}
