/** Loaders of CIFAR and Fashion-MNIST on small files of the published formats, made here. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadCifar10, loadCifar100 } from '../../../hnet/benchmarks/datasets/cifar.ts';
import { loadFashionMnist } from '../../../hnet/benchmarks/datasets/mnist.ts';
import { prepareDataset } from '../../../hnet/benchmarks/datasets/prepare.ts';
import { readTar } from '../../../hnet/benchmarks/datasets/tar.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hnet-cifar-'));
  return () => rmSync(root, { recursive: true });
});

/** A record: labels, then 1024 red, green and blue values; value i of channel c is (seed + 40 c + i) mod 256. */
function record(labels: readonly number[], seed: number): Buffer {
  const pixels = Array.from(
    { length: 3072 },
    (_, at) => (seed + 40 * Math.floor(at / 1024) + (at % 1024)) % 256,
  );
  return Buffer.from([...labels, ...pixels]);
}

/** Plain files in the tar format, each under `folder/`. */
function tar(folder: string, files: Readonly<Record<string, Buffer>>): Buffer {
  const blocks: Buffer[] = [];
  const add = (name: string, content: Buffer, kind: string): void => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write(kind, 156);
    blocks.push(header, content, Buffer.alloc((512 - (content.length % 512)) % 512));
  };
  add(`${folder}/`, Buffer.alloc(0), '5');
  for (const [name, content] of Object.entries(files)) add(`${folder}/${name}`, content, '0');
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const put = (path: string, bytes: Uint8Array): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), bytes);
};

const TEN: Record<string, Buffer> = Object.fromEntries(
  [1, 2, 3, 4, 5].map((i) => [`data_batch_${i}.bin`, Buffer.concat([record([i], i), record([9], 10 * i)])]),
);
TEN['test_batch.bin'] = record([7], 3);
const HUNDRED = {
  'train.bin': Buffer.concat([record([11, 73], 5), record([0, 99], 6)]),
  'test.bin': record([19, 42], 7),
};
const archive = gzipSync(tar('cifar-10-batches-bin', TEN));
const options = () => ({ dataDir: root, cacheFolder: join(root, 'cache'), mirrors: [], sizes: null });

describe('CIFAR-10', () => {
  it('is read from its archive, channels last, in the order of its files', async () => {
    put('cifar-10/cifar-10-binary.tar.gz', archive);
    const { train, test } = await loadCifar10({ ...options(), md5: md5(archive) });
    expect(train).toMatchObject({ count: 10, rows: 32, columns: 32, channels: 3 });
    expect([...train.labels]).toEqual([1, 9, 2, 9, 3, 9, 4, 9, 5, 9]);
    expect([...test.labels]).toEqual([7]);
    // Place 5 of the test image: red 3 + 5, green 40 more, blue 80 more.
    expect([...test.pixels.subarray(15, 18)]).toEqual([8, 48, 88]);
    expect(train.pixels[9 * 3072]).toBe(50);
  });

  it('is read from its unpacked files too', async () => {
    for (const [name, bytes] of Object.entries(TEN)) put(`cifar-10-batches-bin/${name}`, bytes);
    expect((await loadCifar10(options())).train.count).toBe(10);
    await expect(prepareDataset('cifar-10', { dataDir: root })).rejects.toMatchObject({
      code: 'corrupt-data',
      message: expect.stringMatching(/hold 10 images, cifar-10 has 50000/) as string,
    });
  });

  it('is downloaded once, from the first mirror that has it whole', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url!);
      response.end(request.url!.startsWith('/bad') ? archive.subarray(0, archive.length - 10) : archive);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const from = { ...options(), mirrors: [`${base}/bad/`, `${base}/good/`], md5: md5(archive) };
    expect((await loadCifar10(from)).train.count).toBe(10);
    expect((await loadCifar10(from)).train.count).toBe(10);
    expect(asked).toEqual(['/bad/cifar-10-binary.tar.gz', '/good/cifar-10-binary.tar.gz']);
    server.close();
  });

  it.each([
    ['of another digest', archive, undefined, /has MD5 [0-9a-f]{32}, expected c32a1d4a/],
    ['that is no archive', gzipSync('no tar at all'), '', /is not a whole tar archive/],
    ['that is not compressed', Buffer.from('plain'), '', /can't be decompressed/],
    [
      'without one of its files',
      gzipSync(tar('x', { 'test_batch.bin': record([1], 1) })),
      '',
      /no file data_batch_1.bin/,
    ],
  ])('an archive %s is refused', async (_, bytes, digest, message) => {
    put('cifar-10-binary.tar.gz', bytes);
    const given = digest === undefined ? {} : { md5: md5(bytes) };
    await expect(loadCifar10({ ...options(), ...given })).rejects.toMatchObject({
      code: 'corrupt-data',
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    [
      'cut short',
      record([1], 1).subarray(0, 3000),
      /3000 bytes, which is not a number of whole records of 3073/,
    ],
    ['empty', Buffer.alloc(0), /0 bytes/],
    ['with an impossible label', record([10], 1), /label 10 in record 0, allowed are 0 to 9/],
  ])('a file that is %s is refused', async (_, bytes, message) => {
    for (const [name, content] of Object.entries(TEN)) put(`cifar-10/${name}`, content);
    put('cifar-10/data_batch_3.bin', bytes);
    await expect(loadCifar10(options())).rejects.toMatchObject({
      code: 'corrupt-data',
      message: expect.stringMatching(message) as string,
    });
  });

  it('that is nowhere is an error that says how to do without', async () => {
    await expect(loadCifar10(options())).rejects.toMatchObject({
      code: 'unavailable',
      hint: expect.stringMatching(/folder named cifar-10 .* data: patterns/) as string,
    });
  });
});

it('CIFAR-100 takes the fine label, the second of two', async () => {
  for (const [name, bytes] of Object.entries(HUNDRED)) put(`cifar-100/cifar-100-binary/${name}`, bytes);
  const { train, test } = await loadCifar100(options());
  expect([...train.labels, ...test.labels]).toEqual([73, 99, 42]);
  expect(train.pixels[0]).toBe(5);
});

it('a tar file cut off within a file is refused', () => {
  const whole = tar('x', { a: Buffer.alloc(700, 1) });
  expect([...readTar(whole, 'x.tar').keys()]).toEqual(['a']);
  expect(() => readTar(whole.subarray(0, 1600), 'x.tar')).toThrow('x.tar is not a whole tar archive');
});

describe('Fashion-MNIST', () => {
  const idx = (shape: readonly number[], data: Uint8Array): Buffer => {
    const header = Buffer.alloc(4 + 4 * shape.length);
    header.set([0, 0, 8, shape.length]);
    shape.forEach((extent, i) => header.writeUInt32BE(extent, 4 + 4 * i));
    return Buffer.concat([header, data]);
  };
  const files = {
    'train-images-idx3-ubyte': idx([2, 28, 28], new Uint8Array(2 * 784).fill(9)),
    'train-labels-idx1-ubyte': idx([2], Uint8Array.of(3, 8)),
    't10k-images-idx3-ubyte': idx([1, 28, 28], new Uint8Array(784)),
    't10k-labels-idx1-ubyte': idx([1], Uint8Array.of(5)),
  };

  it('is read from unpacked files of the IDX format, in a folder of its name', async () => {
    for (const [name, bytes] of Object.entries(files)) put(`fashion-mnist/${name}`, bytes);
    const { train, test } = await loadFashionMnist(options());
    expect([...train.labels, ...test.labels]).toEqual([3, 8, 5]);
    expect(train).toMatchObject({ count: 2, rows: 28, columns: 28, channels: 1 });
  });

  it('is not taken from files of the same names elsewhere, which may be MNIST', async () => {
    for (const [name, bytes] of Object.entries(files)) put(name, bytes);
    await expect(loadFashionMnist(options())).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('compressed files are checked by the published digest', async () => {
    put('fashion-mnist/train-images-idx3-ubyte.gz', gzipSync(files['train-images-idx3-ubyte']));
    await expect(loadFashionMnist(options())).rejects.toMatchObject({
      code: 'corrupt-data',
      message: expect.stringMatching(/expected 8d4fb7e6c68d591d4c3dfef9ec88bf0d/) as string,
    });
  });

  it('images of another size are refused', async () => {
    for (const [name, bytes] of Object.entries(files)) put(`fashion-mnist/${name}`, bytes);
    put('fashion-mnist/train-images-idx3-ubyte', idx([2, 14, 28], new Uint8Array(2 * 14 * 28)));
    await expect(loadFashionMnist(options())).rejects.toThrow('holds 2 x 14 x 28, not images of 28 x 28');
  });
});
