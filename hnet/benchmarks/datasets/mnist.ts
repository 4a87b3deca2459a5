import { join } from 'node:path';
import { cacheDir } from '../../../common/paths.ts';
import { UserError } from '../../../common/errors.ts';
import { datasetFile, type DatasetSource, type DownloadProgress } from './files.ts';
import { readIdx } from './idx.ts';
import type { ImageDataset, ImageSet } from './images.types.ts';
import { MNIST_FILES, MNIST_MIRRORS, type DatasetFile } from './mnist-files.ts';

/** Options of `loadMnist`; the mirrors and the cache are for tests. */
export interface MnistOptions {
  /** A folder with `mnist/` in it, or with the files themselves; null for `HNET_DATA_DIR`, then the cache. */
  readonly dataDir: string | null;
  readonly mirrors?: readonly string[];
  readonly cacheFolder?: string;
  readonly onProgress?: DownloadProgress;
}

/**
 * The MNIST database: 60,000 training and 10,000 test images of 28x28, one byte a pixel. From the data folder if one is
 * given, else `HNET_DATA_DIR`, else the cache, else downloaded; every file's MD5 is checked every time.
 * @throws UserError `unavailable` or `corrupt-data`
 */
export async function loadMnist(options: MnistOptions): Promise<ImageDataset> {
  const folder = options.dataDir ?? process.env.HNET_DATA_DIR ?? null;
  const source: DatasetSource = {
    name: 'mnist',
    folders: folder === null ? [] : [join(folder, 'mnist'), folder],
    cacheFolder: options.cacheFolder ?? join(cacheDir(), 'data', 'mnist'),
    mirrors: options.mirrors ?? MNIST_MIRRORS,
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  };
  const { trainImages, trainLabels, testImages, testLabels } = MNIST_FILES;
  return {
    train: await imageSet(trainImages, trainLabels, source),
    test: await imageSet(testImages, testLabels, source),
  };
}

async function imageSet(images: DatasetFile, labels: DatasetFile, source: DatasetSource): Promise<ImageSet> {
  const pixels = readIdx(await datasetFile(images, source), images.name);
  const classes = readIdx(await datasetFile(labels, source), labels.name);
  const [count, rows, columns] = pixels.shape as [number, number, number];
  if (classes.data.length !== count)
    throw new UserError(
      'corrupt-data',
      `${images.name} has ${count} images, ${labels.name} ${classes.data.length} labels`,
    );
  return { count, rows, columns, pixels: pixels.data, labels: classes.data };
}
