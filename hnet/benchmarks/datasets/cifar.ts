import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../../../common/errors.ts';
import { checkDigest, downloadAs, type DatasetSource } from './files.ts';
import type { ImageDataset, ImageSet } from './images.types.ts';
import { sourceOf, type LoadOptions } from './locate.ts';
import { readTar } from './tar.ts';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const PIXELS = 3 * PLANE;

/** A CIFAR data set in its binary version, as www.cs.toronto.edu/~kriz/cifar.html publishes and describes it. */
interface CifarSet {
  readonly name: 'cifar-10' | 'cifar-100';
  readonly archive: string;
  /** MD5 of the archive, from that page. */
  readonly md5: string;
  /** The folder in the archive. */
  readonly folder: string;
  readonly train: readonly string[];
  readonly test: string;
  /** Bytes before the pixels; the last is the class (of CIFAR-100 the coarse label stands before it). */
  readonly labelBytes: 1 | 2;
  readonly classes: number;
}

const CIFAR_10: CifarSet = {
  name: 'cifar-10',
  archive: 'cifar-10-binary.tar.gz',
  md5: 'c32a1d4ab5d03f1284b67883e8d87530',
  folder: 'cifar-10-batches-bin',
  train: [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`),
  test: 'test_batch.bin',
  labelBytes: 1,
  classes: 10,
};

const CIFAR_100: CifarSet = {
  name: 'cifar-100',
  archive: 'cifar-100-binary.tar.gz',
  md5: '03b5dce01913d631647c71ecec9e9cb8',
  folder: 'cifar-100-binary',
  train: ['train.bin'],
  test: 'test.bin',
  labelBytes: 2,
  classes: 100,
};

const MIRRORS: readonly string[] = ['https://www.cs.toronto.edu/~kriz/', 'https://cave.cs.toronto.edu/kriz/'];
/** A copy of CIFAR-10's archive; the other set is not there. */
const MORE_OF_CIFAR_10: readonly string[] = [
  'https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/',
];

/** For tests: archives of other content and length. */
export interface CifarOptions extends LoadOptions {
  readonly md5?: string;
  /** Images of the training and of the test part; null allows any. */
  readonly sizes?: { readonly train: number; readonly test: number } | null;
}

/** CIFAR-10: 50,000 training and 10,000 test images of 32x32 in colour, ten classes. @throws UserError `unavailable`, `corrupt-data` */
export function loadCifar10(options: CifarOptions): Promise<ImageDataset> {
  return load(CIFAR_10, [...MIRRORS, ...MORE_OF_CIFAR_10], options);
}

/** CIFAR-100: as many, of 100 classes (the fine labels). @throws UserError `unavailable`, `corrupt-data` */
export function loadCifar100(options: CifarOptions): Promise<ImageDataset> {
  return load(CIFAR_100, MIRRORS, options);
}

/**
 * From the archive, whose digest is checked, or from the binary files that it holds, checked by their length and labels:
 * of the unpacked files no digests were published.
 */
async function load(set: CifarSet, mirrors: readonly string[], options: CifarOptions): Promise<ImageDataset> {
  const source = sourceOf(set.name, mirrors, 'patterns', options);
  const sizes = options.sizes === undefined ? { train: 50_000, test: 10_000 } : options.sizes;
  const content = await contentOf(set, source, options.md5 ?? set.md5);
  return {
    train: await imageSet(set, set.train, content, sizes?.train ?? null),
    test: await imageSet(set, [set.test], content, sizes?.test ?? null),
  };
}

/** Bytes of a file of the set, with what to call it in messages. */
type Content = (name: string) => Promise<{ readonly bytes: Uint8Array; readonly place: string }>;

async function contentOf(set: CifarSet, source: DatasetSource, md5: string): Promise<Content> {
  for (const folder of [...source.folders, source.cacheFolder]) {
    const archive = join(folder, set.archive);
    if (existsSync(archive)) return unpacked(await readFile(archive), archive, md5);
    for (const inner of [join(folder, set.folder), folder])
      if ([...set.train, set.test].every((name) => existsSync(join(inner, name))))
        return async (name) => ({ bytes: await readFile(join(inner, name)), place: join(inner, name) });
  }
  return downloadAs(set.archive, source, (bytes, url) => unpacked(bytes, url, md5));
}

function unpacked(archive: Uint8Array, place: string, md5: string): Content {
  checkDigest(archive, md5, place);
  let tar: Uint8Array;
  try {
    tar = gunzipSync(archive);
  } catch (cause) {
    throw new UserError('corrupt-data', `${place} can't be decompressed`, {
      hint: 'Delete it; it will be fetched again.',
      cause,
    });
  }
  const files = readTar(tar, place);
  return (name) => {
    const bytes = files.get(name);
    if (bytes === undefined) throw new UserError('corrupt-data', `${place} has no file ${name}`);
    return Promise.resolve({ bytes, place: `${name} in ${place}` });
  };
}

/** Joins files of records: label bytes, then 1024 red, 1024 green, 1024 blue values, row by row. */
async function imageSet(
  set: CifarSet,
  names: readonly string[],
  content: Content,
  size: number | null,
): Promise<ImageSet> {
  const record = set.labelBytes + PIXELS;
  const files: Uint8Array[] = [];
  for (const name of names) {
    const { bytes, place } = await content(name);
    if (bytes.length === 0 || bytes.length % record !== 0)
      throw new UserError(
        'corrupt-data',
        `${place} has ${bytes.length} bytes, which is not a number of whole records of ${record}`,
      );
    for (let at = set.labelBytes - 1; at < bytes.length; at += record)
      if (bytes[at]! >= set.classes)
        throw new UserError(
          'corrupt-data',
          `${place} has label ${bytes[at]} in record ${Math.floor(at / record)}, allowed are 0 to ${set.classes - 1}`,
        );
    files.push(bytes);
  }
  const count = files.reduce((sum, bytes) => sum + bytes.length / record, 0);
  if (size !== null && count !== size)
    throw new UserError('corrupt-data', `${names.join(', ')} hold ${count} images, ${set.name} has ${size}`);
  const pixels = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const bytes of files)
    for (let at = 0; at < bytes.length; at += record) {
      labels[image] = bytes[at + set.labelBytes - 1]!;
      const planes = bytes.subarray(at + set.labelBytes, at + record);
      const out = pixels.subarray(image * PIXELS, (image + 1) * PIXELS);
      for (let place = 0; place < PLANE; place += 1)
        for (let channel = 0; channel < 3; channel += 1)
          out[3 * place + channel] = planes[channel * PLANE + place]!;
      image += 1;
    }
  return { count, rows: SIDE, columns: SIDE, channels: 3, pixels, labels };
}
