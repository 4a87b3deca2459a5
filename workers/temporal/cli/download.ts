import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { PROGRAM } from './cache.ts';
import { run } from './run.ts';
import type { Run } from './run.ts';

/** Where Temporal publishes its program; the SDKs' own `cached-download` asks there in the same way. */
export const DOWNLOADS = 'https://temporal.download/cli';

/** What the publisher answers: which archive, and which file in it. */
interface DownloadInfo {
  readonly archiveUrl: string;
  readonly fileToExtract: string;
}

export interface DownloadOptions {
  readonly version: string;
  readonly onProgress?: (line: string) => void;
  /** Another publisher, for tests and mirrors. */
  readonly from?: string;
  /** The first answer must come within this time: a machine without the internet is not to wait for it. */
  readonly answerSeconds?: number;
  /** All of the archive must come within this time. */
  readonly archiveSeconds?: number;
  readonly exec?: Run;
}

/**
 * Downloads a release of the `temporal` program into a folder and unpacks it there.
 *
 * The SDK's own download can't be used for this: it starts a server at once, and hands out only its address.
 *
 * @returns the program's path
 * @throws Error in one line: no network, no such release, a broken archive
 */
export async function downloadTemporal(folder: string, options: DownloadOptions): Promise<string> {
  const { version, onProgress, from = DOWNLOADS, exec = run } = options;
  const { answerSeconds = 10, archiveSeconds = 600 } = options;
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as string];
  if (!arch || !platform) throw new Error(`no release for ${process.platform} on ${process.arch}`);

  const query = new URLSearchParams({ arch, platform, format: 'tar.gz' });
  const answer = await get(`${from}/v${version}?${query.toString()}`, answerSeconds);
  const { archiveUrl, fileToExtract } = (await answer.json()) as DownloadInfo;

  onProgress?.(`downloading temporal ${version}`);
  const archive = join(folder, 'archive.tar.gz');
  const { body } = await get(archiveUrl, archiveSeconds);
  if (!body) throw new Error('the archive is empty');
  await pipeline(Readable.fromWeb(body), createWriteStream(archive));
  onProgress?.(`unpacking ${((await stat(archive)).size / 1e6).toFixed(0)} MB`);
  // tar is part of Linux distributions, macOS and Windows.
  await exec('tar', ['-xzf', archive, '-C', folder, fileToExtract]);
  return join(folder, fileToExtract || PROGRAM);
}

/** The time limit holds for the body too. */
async function get(url: string, seconds: number): Promise<Response> {
  const host = new URL(url).host;
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(seconds * 1000) });
  } catch (cause) {
    const { code, message } = ((cause as Error).cause ?? cause) as NodeJS.ErrnoException;
    throw new Error(`${host} can't be reached (${code ?? message})`, { cause });
  }
  if (!response.ok) throw new Error(`${host} answered ${response.status}`);
  return response;
}
