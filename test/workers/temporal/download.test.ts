import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadTemporal } from '../../../workers/temporal/cli/download.ts';

let folder: string;
let server: Server;
let from: string;
let answer: RequestListener;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hnet-download-'));
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  from = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A publisher as the SDKs know it: first says where the archive is, then gives it. */
function publish(archive: Buffer): RequestListener {
  return (request, response) => {
    if (request.url === '/archive') response.end(archive);
    else response.end(JSON.stringify({ archiveUrl: `${from}/archive`, fileToExtract: 'temporal' }));
  };
}

function archiveOf(content: string): Buffer {
  writeFileSync(join(folder, 'temporal'), content);
  const bytes = execFileSync('tar', ['-czf', '-', '-C', folder, 'temporal']);
  rmSync(join(folder, 'temporal'));
  return bytes;
}

describe('downloadTemporal', () => {
  it('asks for the release of this platform and unpacks the program', async () => {
    const urls: string[] = [];
    const giving = publish(archiveOf('the program'));
    answer = (request, response) => {
      urls.push(request.url ?? '');
      giving(request, response);
    };
    const path = await downloadTemporal(folder, { version: '1.5.1', from });
    expect(readFileSync(path, 'utf8')).toBe('the program');
    expect(urls[0]).toMatch(/^\/v1\.5\.1\?arch=(amd64|arm64)&platform=\w+&format=tar\.gz$/);
  });

  it('fails on a release that is not there', async () => {
    answer = (_, response) => response.writeHead(404).end();
    await expect(downloadTemporal(folder, { version: '9.9.9', from })).rejects.toThrow(
      /^127\.0\.0\.1:\d+ answered 404$/,
    );
  });

  it('fails at once where nobody answers', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(downloadTemporal(folder, { version: '1.5.1', from })).rejects.toThrow(
      "can't be reached (ECONNREFUSED)",
    );
  });

  it('does not wait long for an answer', async () => {
    answer = () => undefined;
    const started = Date.now();
    await expect(downloadTemporal(folder, { version: '1.5.1', from, answerSeconds: 0.3 })).rejects.toThrow(
      "can't be reached",
    );
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('fails on an archive that is broken', async () => {
    answer = publish(archiveOf('the program').subarray(0, 20));
    await expect(downloadTemporal(folder, { version: '1.5.1', from })).rejects.toThrow();
  });
});
