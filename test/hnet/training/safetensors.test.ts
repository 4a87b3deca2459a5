import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../common/errors.ts';
import { readSafetensors, writeSafetensors } from '../../../hnet/training/safetensors.ts';

const arrays = {
  theta: { shape: [2, 3], data: Float32Array.of(1, -2.5, 3, 1e-38, 0, 6) },
  empty: { shape: [0, 4], data: new Float32Array() },
};
const metadata = { iteration: 7, curve: [{ loss: 0.1 }], note: 'größer' };
const file = writeSafetensors(arrays, metadata);

describe('safetensors', () => {
  test('what goes in comes out, to the last bit', () => {
    const strange = { x: { shape: [4], data: Float32Array.of(NaN, -0, Infinity, 1.17549435e-38) } };
    expect(readSafetensors(file)).toEqual({ arrays, metadata });
    expect(readSafetensors(writeSafetensors(strange, null)).arrays).toEqual(strange);
  });

  test('a file read from disk comes as a Buffer, whose slices are views: it reads the same', () => {
    expect(readSafetensors(Buffer.from(file))).toEqual({ arrays, metadata });
  });

  test('the layout is that of the format, so that other programs can read it', () => {
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(file.slice(8, 8 + length))) as Record<string, unknown>;
    expect(header.theta).toEqual({ dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] });
    const { data_offsets: offsets } = header.theta as { data_offsets: [number, number] };
    const data = new DataView(file.buffer, 8 + length);
    expect(data.getFloat32(offsets[0] + 4, true)).toBe(-2.5);
    // The format wants metadata to be a map of text to text.
    expect(Object.values(header.__metadata__ as object).every((value) => typeof value === 'string')).toBe(
      true,
    );
  });

  test('equal content gives equal bytes, in whatever order it was put together', () => {
    const { theta, empty } = arrays;
    expect(writeSafetensors({ theta, empty }, metadata)).toEqual(
      writeSafetensors({ empty, theta }, metadata),
    );
  });

  test('a file cut off anywhere is refused', () => {
    for (let length = 0; length < file.length; length += 1)
      expect(() => readSafetensors(file.slice(0, length))).toThrow(UserError);
  });

  test('a file with any byte altered is refused, but for the padding', () => {
    const unchanged = readSafetensors(file);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const altered = file.slice();
        altered[at]! ^= bits;
        try {
          // White space may turn into other white space.
          expect(readSafetensors(altered)).toEqual(unchanged);
        } catch (error) {
          expect(error).toMatchObject({ code: 'corrupt-data' });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
