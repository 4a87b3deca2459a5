import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { datasetFile, type DatasetSource } from '../../../hnet/benchmarks/datasets/files.ts';

const content = Buffer.from('thirty bytes of a data set'.repeat(1000));
const zipped = gzipSync(content);
const file = { name: 'digits', md5: createHash('md5').update(content).digest('hex') };

/** Mirrors by path: good, truncated, of other content; every other path is a 404. */
const answers: Record<string, Buffer> = {
  '/good/digits.gz': zipped,
  '/truncated/digits.gz': zipped.subarray(0, zipped.length - 20),
  '/other/digits.gz': gzipSync('something else'),
  '/page/digits.gz': Buffer.from('<html>Please log in to the network</html>'),
};
let server: Server;
let base: string;
let asked: string[] = [];
let root: string;
let source: DatasetSource;
const mirrors = (...names: string[]): string[] => names.map((name) => `${base}/${name}/`);

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url!);
    const body = answers[request.url!];
    if (request.url === '/cut/digits.gz') {
      response.writeHead(200, { 'content-length': zipped.length });
      response.write(zipped.subarray(0, 50), () => response.destroy());
    } else if (body === undefined) response.writeHead(404).end('no such file');
    else response.writeHead(200, { 'content-length': body.length }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

beforeEach(() => {
  asked = [];
  root = mkdtempSync(join(tmpdir(), 'hnet-data-'));
  source = {
    name: 'mnist',
    folders: [join(root, 'given')],
    cacheFolder: join(root, 'cache'),
    mirrors: mirrors('good'),
    insteadUse: 'glyphs',
    download: true,
  };
  return () => rmSync(root, { recursive: true });
});

const put = (folder: string, name: string, bytes: Uint8Array): void => {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, name), bytes);
};

describe('a file of a data set', () => {
  it('is downloaded once and then comes from the cache', async () => {
    expect(Buffer.from(await datasetFile(file, source))).toEqual(content);
    expect(Buffer.from(await datasetFile(file, source))).toEqual(content);
    expect(asked).toEqual(['/good/digits.gz']);
    expect(readdirSync(source.cacheFolder)).toEqual(['digits.gz']);
  });

  it('is taken from the folder given, gzipped or not, without the network', async () => {
    put('given', 'digits', content);
    expect(Buffer.from(await datasetFile(file, source))).toEqual(content);
    rmSync(join(root, 'given', 'digits'));
    put('given', 'digits.gz', zipped);
    expect(Buffer.from(await datasetFile(file, source))).toEqual(content);
    expect(asked).toEqual([]);
    expect(existsSync(source.cacheFolder)).toBe(false);
  });

  it('is said to arrive while it does', async () => {
    const seen: { bytes: number; of: number | null }[] = [];
    await datasetFile(file, { ...source, onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ file: 'digits', bytes: zipped.length, of: zipped.length });
  });

  it.each(['missing', 'truncated', 'cut', 'other', 'page'])(
    'comes from the second mirror when the first is %s',
    async (bad) => {
      const two = { ...source, mirrors: mirrors(bad, 'good') };
      expect(Buffer.from(await datasetFile(file, two))).toEqual(content);
      expect(asked).toEqual([`/${bad}/digits.gz`, '/good/digits.gz']);
      expect(readdirSync(source.cacheFolder)).toEqual(['digits.gz']);
    },
  );

  it('that no mirror has is an error with everything that was tried, and nothing is kept', async () => {
    const bad = { ...source, mirrors: [...mirrors('missing', 'other', 'truncated'), 'http://127.0.0.1:1/'] };
    const error = await datasetFile(file, bad).then(
      () => expect.unreachable(),
      (thrown: unknown) => thrown as Error & { hint: string },
    );
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(error.message).toContain(`looked in ${join(root, 'given')}, ${source.cacheFolder}`);
    expect(error.message).toContain('/missing/digits.gz: HTTP 404');
    expect(error.message).toMatch(/\/other\/digits\.gz has MD5 [0-9a-f]{32}, expected/);
    expect(error.message).toContain("/truncated/digits.gz can't be decompressed");
    expect(error.message).toContain('http://127.0.0.1:1/digits.gz: fetch failed');
    expect(error.hint).toMatch(/HNET_DATA_DIR.*data: glyphs/);
    expect(existsSync(join(source.cacheFolder, 'digits.gz'))).toBe(false);
  });

  it('is not fetched where that is not wanted, but read where it is', async () => {
    const here = { ...source, download: false };
    await expect(datasetFile(file, here)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'not on this machine; `hnet-sweep data get mnist` fetches it',
      hint: `looked in ${join(root, 'given')}, ${source.cacheFolder}`,
    });
    put('cache', 'digits.gz', zipped);
    expect(Buffer.from(await datasetFile(file, here))).toEqual(content);
    expect(asked).toEqual([]);
  });

  it.each([
    ['of other content', gzipSync('x'), /digits\.gz has MD5 [0-9a-f]{32}, expected [0-9a-f]{32}/],
    ['cut short', zipped.subarray(0, 40), /digits\.gz can't be decompressed/],
  ])('in the folder given that is %s is refused, not replaced', async (_, bytes, message) => {
    put('given', 'digits.gz', bytes);
    await expect(datasetFile(file, source)).rejects.toMatchObject({
      code: 'corrupt-data',
      message: expect.stringMatching(message) as string,
    });
    expect(asked).toEqual([]);
  });
});
