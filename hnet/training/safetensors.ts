import { createHash } from 'node:crypto';
import { UserError } from '../../common/errors.ts';
import type { NamedArray, NamedArrays } from '../strategies/strategy.types.ts';

/**
 * The safetensors format: 8 bytes length of the header (little endian), the header as JSON, the tensors' bytes.
 * All tensors are float32. The header's `__metadata__` holds our own JSON under `hnet` and, under `sha256`, a digest
 * of metadata and data, so that a torn or altered file is never taken for a checkpoint.
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
  const digest = digestOf(
    text,
    names.map((name) => bytesOf(arrays[name]!.data)),
  );
  const header = JSON.stringify({ __metadata__: { hnet: text, sha256: digest }, ...entries });
  // The header is padded with spaces so that the tensors begin at a multiple of 8 and can be viewed in place.
  const headerBytes = new TextEncoder().encode(header.padEnd(Math.ceil(header.length / 8) * 8, ' '));
  const bytes = new Uint8Array(8 + headerBytes.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes.length), true);
  bytes.set(headerBytes, 8);
  let at = 8 + headerBytes.length;
  for (const name of names) {
    const data = bytesOf(arrays[name]!.data);
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

/**
 * Unpacks what `writeSafetensors` packed.
 * @throws UserError `corrupt-data` if the bytes are torn, altered, or not such a file
 */
export function readSafetensors(bytes: Uint8Array): { arrays: NamedArrays; metadata: unknown } {
  const fail = (why: string): never => {
    throw new UserError('corrupt-data', `not a whole checkpoint: ${why}`, {
      hint: 'It is skipped in favour of an older one; if none is left, the stage is trained again.',
    });
  };
  if (bytes.length < 8) fail('shorter than its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  const start = 8 + headerLength;
  if (start > bytes.length) fail('shorter than its header');
  let header: Record<string, HeaderEntry> & { __metadata__?: { hnet?: string; sha256?: string } } = {};
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as typeof header;
  } catch {
    fail('its header is not JSON');
  }
  const { __metadata__: own, ...entries } = header;
  if (own?.hnet === undefined || own.sha256 === undefined) fail('it has no digest');
  const arrays: Record<string, NamedArray> = {};
  const pieces: Uint8Array[] = [];
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of Object.entries(entries)) {
    if (dtype !== 'F32' || start + to > bytes.length) fail(`tensor ${name} is cut off or not float32`);
    const piece = bytes.slice(start + from, start + to);
    pieces.push(piece);
    arrays[name] = { shape, data: new Float32Array(piece.buffer) };
  }
  if (digestOf(own!.hnet!, pieces) !== own!.sha256) fail('its digest does not match');
  return { arrays, metadata: JSON.parse(own!.hnet!) };
}

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function digestOf(text: string, pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(text);
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
