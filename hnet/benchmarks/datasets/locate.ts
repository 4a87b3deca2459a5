import { join } from 'node:path';
import { cacheDir } from '../../../common/paths.ts';
import type { BenchmarkSpec } from '../../types.ts';
import type { DatasetSource, DownloadProgress } from './files.ts';

/** Options of the loaders of published data sets; mirrors and cache are for tests. */
export interface LoadOptions {
  /** A folder with the data set's folder in it, or with its files themselves; null for `HNET_DATA_DIR`, then the cache. */
  readonly dataDir: string | null;
  readonly mirrors?: readonly string[];
  readonly cacheFolder?: string;
  readonly onProgress?: DownloadProgress;
  /** False: what no folder has is not fetched. */
  readonly download?: boolean;
}

/** Where a data set of that name is looked for and fetched from. */
export function sourceOf(
  name: string,
  mirrors: readonly string[],
  insteadUse: BenchmarkSpec['data'] | null,
  options: LoadOptions,
): DatasetSource {
  const folder = options.dataDir ?? process.env.HNET_DATA_DIR ?? null;
  return {
    name,
    folders: folder === null ? [] : [join(folder, name), folder],
    cacheFolder: options.cacheFolder ?? join(cacheDir(), 'data', name),
    mirrors: options.mirrors ?? mirrors,
    insteadUse,
    download: options.download ?? true,
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  };
}
