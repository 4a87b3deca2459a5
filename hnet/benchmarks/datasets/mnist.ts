import { UserError } from '../../../common/errors.ts';
import { datasetFile, type DatasetFile, type DatasetSource } from './files.ts';
import { readIdx } from './idx.ts';
import type { ImageDataset, ImageSet } from './images.types.ts';
import { sourceOf, type LoadOptions } from './locate.ts';
import {
  FASHION_MNIST_FILES,
  FASHION_MNIST_MIRRORS,
  MNIST_FILES,
  MNIST_MIRRORS,
  type IdxFiles,
} from './mnist-files.ts';

/**
 * The MNIST database: 60,000 training and 10,000 test images of 28x28, one byte a pixel. From the data folder if one is
 * given, else `HNET_DATA_DIR`, else the cache, else downloaded; every file's MD5 is checked every time.
 * @throws UserError `unavailable` or `corrupt-data`
 */
export function loadMnist(options: LoadOptions): Promise<ImageDataset> {
  return loadIdx(MNIST_FILES, sourceOf('mnist', MNIST_MIRRORS, 'glyphs', options));
}

/** Fashion-MNIST, as MNIST; files that are already decompressed are checked by their structure alone. */
export function loadFashionMnist(options: LoadOptions): Promise<ImageDataset> {
  const source = sourceOf('fashion-mnist', FASHION_MNIST_MIRRORS, null, options);
  // MNIST's files have the same names: they are found only in a folder that says which they are.
  return loadIdx(FASHION_MNIST_FILES, { ...source, folders: source.folders.slice(0, 1) });
}

async function loadIdx(files: IdxFiles, source: DatasetSource): Promise<ImageDataset> {
  const { trainImages, trainLabels, testImages, testLabels } = files;
  return {
    train: await imageSet(trainImages, trainLabels, source),
    test: await imageSet(testImages, testLabels, source),
  };
}

async function imageSet(images: DatasetFile, labels: DatasetFile, source: DatasetSource): Promise<ImageSet> {
  const pixels = readIdx(await datasetFile(images, source), images.name);
  const classes = readIdx(await datasetFile(labels, source), labels.name);
  const [count, rows, columns] = pixels.shape as [number, number, number];
  if (pixels.shape.length !== 3 || rows !== 28 || columns !== 28)
    throw new UserError(
      'corrupt-data',
      `${images.name} holds ${pixels.shape.join(' x ')}, not images of 28 x 28`,
    );
  if (classes.data.length !== count)
    throw new UserError(
      'corrupt-data',
      `${images.name} has ${count} images, ${labels.name} ${classes.data.length} labels`,
    );
  return { count, rows, columns, channels: 1, pixels: pixels.data, labels: classes.data };
}
