import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { UserError } from '../../../common/errors.ts';
import type { BenchmarkSpec } from '../../types.ts';

/** A file of a data set, kept and served as `<name>.gz`, with the digest that its publisher gives. */
export interface DatasetFile {
  readonly name: string;
  /** MD5 of the decompressed file; null where only that of the compressed one was published. */
  readonly md5: string | null;
  /** MD5 of the compressed file, where that is the published one. */
  readonly gzipMd5?: string;
}

/** What a download says while it runs. */
export type DownloadProgress = (progress: {
  readonly file: string;
  readonly bytes: number;
  readonly of: number | null;
}) => void;

/** Where a data set's files may be found and fetched. */
export interface DatasetSource {
  readonly name: string;
  /** Folders looked into first, in order; files may be gzipped. */
  readonly folders: readonly string[];
  /** Where downloads are kept. */
  readonly cacheFolder: string;
  readonly mirrors: readonly string[];
  /** The value of `benchmark.data` that needs no files, if there is one. */
  readonly insteadUse: BenchmarkSpec['data'] | null;
  /** Whether what no folder has is fetched. */
  readonly download: boolean;
  readonly onProgress?: DownloadProgress;
}

/**
 * The decompressed content of a file: from the first folder that has it, else downloaded and kept.
 * @throws UserError `corrupt-data` for a file whose checksum is wrong; `unavailable` when it can't be had, with every
 *   place that was tried
 */
export async function datasetFile(file: DatasetFile, source: DatasetSource): Promise<Uint8Array> {
  for (const folder of [...source.folders, source.cacheFolder]) {
    for (const path of [join(folder, `${file.name}.gz`), join(folder, file.name)])
      if (existsSync(path)) return verified(await readFile(path), file, path);
  }
  return download(file, source);
}

/** Decompresses if need be, and checks the digest that there is for it. */
function verified(bytes: Uint8Array, file: DatasetFile, source: string): Uint8Array {
  let content = bytes;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    if (file.gzipMd5 !== undefined) checkDigest(bytes, file.gzipMd5, source);
    try {
      content = gunzipSync(bytes);
    } catch (cause) {
      throw new UserError('corrupt-data', `${source} can't be decompressed`, {
        hint: 'Delete it; it will be fetched again.',
        cause,
      });
    }
  }
  if (file.md5 !== null) checkDigest(content, file.md5, source);
  return content;
}

/** @throws UserError `corrupt-data` unless the bytes have that MD5 */
export function checkDigest(bytes: Uint8Array, md5: string, source: string): void {
  const found = createHash('md5').update(bytes).digest('hex');
  if (found !== md5)
    throw new UserError('corrupt-data', `${source} has MD5 ${found}, expected ${md5}`, {
      hint: 'Delete it; it will be fetched again.',
    });
}

function download(file: DatasetFile, source: DatasetSource): Promise<Uint8Array> {
  return downloadAs(`${file.name}.gz`, source, (bytes, url) => verified(bytes, file, url));
}

/**
 * Downloads a file from the first mirror that has it whole, and keeps it in the cache.
 * @param read checks the bytes and takes from them what is wanted; what it throws speaks against that mirror
 * @throws UserError `unavailable` with every place that was tried; at once where nothing is to be fetched
 */
export async function downloadAs<T>(
  name: string,
  source: DatasetSource,
  read: (bytes: Uint8Array, url: string) => T,
): Promise<T> {
  const looked = [...source.folders, source.cacheFolder].join(', ');
  if (!source.download)
    throw new UserError(
      'unavailable',
      `not on this machine; \`hnet-sweep data get ${source.name}\` fetches it`,
      {
        hint: `looked in ${looked}`,
      },
    );
  const failures: string[] = [];
  for (const mirror of source.mirrors) {
    const url = `${mirror}${name}`;
    try {
      const bytes = await fetchWhole(url, name.replace(/\.gz$/, ''), source.onProgress);
      const content = read(bytes, url);
      await mkdir(source.cacheFolder, { recursive: true });
      const path = join(source.cacheFolder, name);
      const aside = `${path}.${process.pid}.part`;
      await writeFile(aside, bytes);
      await rename(aside, path).finally(() => rm(aside, { force: true }));
      return content;
    } catch (error) {
      failures.push(`${url}: ${reasonOf(error)}`);
    }
  }
  throw new UserError(
    'unavailable',
    `${source.name}: ${name.replace(/\.gz$/, '')} can't be had\n  looked in ${looked}\n  ${failures.join('\n  ')}`,
    {
      hint: `Put the files into a folder named ${source.name} and set HNET_DATA_DIR to its parent${source.insteadUse === null ? '' : `, or use data: ${source.insteadUse}`}.`,
    },
  );
}

/** Downloads a URL into memory, reporting as it goes. */
async function fetchWhole(
  url: string,
  name: string,
  onProgress: DownloadProgress | undefined,
): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(1_800_000) });
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
  const length = response.headers.get('content-length');
  const of = length === null ? null : Number(length);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    pieces.push(piece);
    bytes += piece.length;
    onProgress?.({ file: name, bytes, of });
  }
  return Buffer.concat(pieces);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}`;
}
