import { createHash } from 'node:crypto';
import { UserError } from '../../common/errors.ts';
import type { NamedArray, NamedArrays } from '../strategies/strategy.types.ts';

/**
 * The safetensors format: 8 bytes length of the header (little endian), the header as JSON, the tensors' bytes.
 * All tensors are float32. The header's `__metadata__` holds our own JSON under `hnet` and, under `sha256`, a digest
 * of that JSON, of the other header entries and of the data, so that no torn or altered file is taken for a checkpoint.
 */

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Packs named arrays and a JSON value. Equal input gives equal bytes. */
export function writeSafetensors(arrays: NamedArrays, metadata: unknown): Uint8Array {
  const names = Object.keys(arrays).sort();
  let offset = 0;
  const entries: Record<string, HeaderEntry> = {};
  for (const name of names) {
    const { shape, data } = arrays[name]!;
    entries[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = JSON.stringify(metadata);
  const pieces = names.map((name) => bytesOf(arrays[name]!.data));
  const digest = digestOf(text, entries, pieces);
  const header = new TextEncoder().encode(
    JSON.stringify({ __metadata__: { hnet: text, sha256: digest }, ...entries }),
  );
  // The header is padded with spaces so that the tensors begin at a multiple of 8 and can be viewed in place.
  const headerLength = Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(header, 8);
  let at = 8 + headerLength;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/**
 * Unpacks what `writeSafetensors` packed.
 * @throws UserError `corrupt-data` if the bytes are torn, altered, or not such a file
 */
export function readSafetensors(bytes: Uint8Array): { arrays: NamedArrays; metadata: unknown } {
  const { header, data } = splitHeader(bytes);
  const { __metadata__: own, ...entries } = header as Record<string, HeaderEntry> & {
    __metadata__?: { hnet?: unknown; sha256?: unknown };
  };
  const text = own?.hnet;
  if (typeof text !== 'string' || typeof own?.sha256 !== 'string') throw corrupt('it has no digest');
  const pieces = Object.entries(entries).map(([name, entry]) => {
    const [from, to] = Array.isArray(entry?.data_offsets) ? entry.data_offsets : [NaN, NaN];
    if (entry?.dtype !== 'F32' || !(from >= 0 && from <= to && to <= data.length && (to - from) % 4 === 0))
      throw corrupt(`tensor ${name} is cut off or not float32`);
    // A copy of its own, aligned for float32; a Buffer's slice() would be a view of the whole file.
    return new Uint8Array(data.subarray(from, to));
  });
  if (digestOf(text, entries, pieces) !== own.sha256) throw corrupt('its digest does not match');
  const arrays = Object.entries(entries).map(([name, { shape }], i): [string, NamedArray] => [
    name,
    { shape, data: new Float32Array(pieces[i]!.buffer) },
  ]);
  return { arrays: Object.fromEntries(arrays), metadata: JSON.parse(text) };
}

/** The header as JSON, and the bytes behind it. */
function splitHeader(bytes: Uint8Array): { header: object; data: Uint8Array } {
  if (bytes.length < 8) throw corrupt('shorter than its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  if (start > bytes.length) throw corrupt('shorter than its header');
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  } catch {
    throw corrupt('its header is not JSON');
  }
  if (typeof header !== 'object' || header === null) throw corrupt('its header is not an object');
  return { header, data: bytes.subarray(start) };
}

function corrupt(why: string): UserError {
  return new UserError('corrupt-data', `not a whole checkpoint: ${why}`, {
    hint: 'It is skipped in favour of an older one; if none is left, the stage is trained again.',
  });
}

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function digestOf(text: string, entries: object, pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(text).update(JSON.stringify(entries));
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
