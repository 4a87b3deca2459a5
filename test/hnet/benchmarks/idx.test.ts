import { expect, it } from 'vitest';
import { readIdx } from '../../../hnet/benchmarks/datasets/idx.ts';

const header = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3];
const file = Uint8Array.from([...header, 1, 2, 3, 4, 5, 6]);

it('reads extents and data, from the middle of a buffer too', () => {
  expect(readIdx(file, 'f')).toEqual({ shape: [2, 3], data: Uint8Array.from([1, 2, 3, 4, 5, 6]) });
  const within = Uint8Array.from([9, 9, 9, ...file]).subarray(3);
  expect(readIdx(within, 'f').shape).toEqual([2, 3]);
});

it.each([
  ['empty', []],
  ['of another format', [1, 2, 3, 4, 5]],
  ['of floats', [0, 0, 13, 1, 0, 0, 0, 0]],
  ['cut within its header', header.slice(0, 7)],
  ['cut within its data', [...file.subarray(0, 15)]],
  ['too long', [...file, 7]],
])('refuses a file that is %s', (_, bytes) => {
  const read = (): unknown => readIdx(Uint8Array.from(bytes), 'the file');
  expect(read).toThrow(expect.objectContaining({ code: 'corrupt-data' }) as Error);
  expect(read).toThrow(/^the file /);
});
