import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../../common/paths.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const candidates = [process.env.HNET_DATA_DIR, join(root, '../shared/data'), join(cacheDir(), 'data')];

/** The folder that holds `mnist/`: HNET_DATA_DIR, else beside the checkout, else the cache; null where there is none. */
export const mnistDir: string | null =
  candidates.find(
    (folder) => folder !== undefined && existsSync(join(folder, 'mnist', 'train-images-idx3-ubyte.gz')),
  ) ?? null;

/** For the name of a test that cannot run without the files. */
export const withoutMnist = 'skipped without MNIST files: set HNET_DATA_DIR';
