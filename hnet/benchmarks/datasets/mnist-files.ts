import type { DatasetFile } from './files.ts';

/** The four files of a data set in MNIST's format. */
export interface IdxFiles {
  readonly trainImages: DatasetFile;
  readonly trainLabels: DatasetFile;
  readonly testImages: DatasetFile;
  readonly testLabels: DatasetFile;
}

/** MNIST; MD5 of the decompressed files, as published with the original database. */
export const MNIST_FILES: IdxFiles = {
  trainImages: { name: 'train-images-idx3-ubyte', md5: '6bbc9ace898e44ae57da46a324031adb' },
  trainLabels: { name: 'train-labels-idx1-ubyte', md5: 'a25bea736e30d166cdddb491f175f624' },
  testImages: { name: 't10k-images-idx3-ubyte', md5: '2646ac647ad5339dbf082846283269ea' },
  testLabels: { name: 't10k-labels-idx1-ubyte', md5: '27ae3e4e09519cfbb04c329615203637' },
};

/** Fashion-MNIST; MD5 of the compressed files, as its repository lists them (github.com/zalandoresearch/fashion-mnist). */
export const FASHION_MNIST_FILES: IdxFiles = {
  trainImages: {
    name: 'train-images-idx3-ubyte',
    md5: null,
    gzipMd5: '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte',
    md5: null,
    gzipMd5: '25c81989df183df01b3e8a0aad5dffbe',
  },
  testImages: {
    name: 't10k-images-idx3-ubyte',
    md5: null,
    gzipMd5: 'bef4ecab320f06d8554ea6380940ec79',
  },
  testLabels: {
    name: 't10k-labels-idx1-ubyte',
    md5: null,
    gzipMd5: 'bb300cfdad3c16e7a12a480ee83cd310',
  },
};

/** Mirrors, tried in this order; each holds `<name>.gz`. */
export const MNIST_MIRRORS: readonly string[] = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
];
export const FASHION_MNIST_MIRRORS: readonly string[] = [
  'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
];
