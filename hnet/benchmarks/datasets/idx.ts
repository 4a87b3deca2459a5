import { UserError } from '../../../common/errors.ts';

/** The IDX format of the MNIST files: two zero bytes, the type, the number of dimensions, the extents, the data. */
export function readIdx(bytes: Uint8Array, source: string): { shape: number[]; data: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const UNSIGNED_BYTE = 8;
  if (bytes.length < 4 || view.getUint16(0) !== 0 || view.getUint8(2) !== UNSIGNED_BYTE)
    throw new UserError('corrupt-data', `${source} is not an IDX file of unsigned bytes`);
  const dimensions = view.getUint8(3);
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) throw new UserError('corrupt-data', `${source} ends within its header`);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== start + size)
    throw new UserError(
      'corrupt-data',
      `${source} holds ${bytes.length - start} values, its header says ${size}`,
    );
  return { shape, data: bytes.subarray(start) };
}
