/** Whatever is wrong is one clear error and a non-zero exit, and leaves nothing half-made. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../support/cli.ts';

/** A port on which nothing listens: reserved for the discard service. */
const NOBODY = '127.0.0.1:9';

let cwd: string;
beforeEach(() => (cwd = mkdtempSync(join(tmpdir(), 'hnet-bad-input-'))));
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function sweepFile(parameters: string, benchmark = 'split-mnist'): string {
  const path = join(cwd, 'sweep.yaml');
  writeFileSync(path, `name: bad\nbenchmark: ${benchmark}\nmethod: grid\nparameters:\n${parameters}\n`);
  return path;
}

/** What may lie in the folder after a command that failed: its input, and the folder of its log. */
function leftBehind(): string[] {
  return readdirSync(cwd, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.db$|server\.json$/.test(name),
  );
}

describe('sweep files that can not be right', () => {
  test.each([
    ['an unknown parameter', '  betta: { value: 1 }', /line 5, parameters\.betta: .*did you mean beta\?/],
    [
      'a value out of range',
      '  learning_rate: { value: -1 }',
      /parameters\.learning_rate\.value: given -1; allowed: a number > 0/,
    ],
    [
      'a chunk size over the target network',
      '  chunk_size: { value: 90000000 }',
      /parameters\.chunk_size.*given 90000000; allowed: .*478,?410/,
    ],
    [
      'an empty search space',
      '  beta: { values: [] }',
      /parameters\.beta\.values: given \[\]; allowed: a list of at least 1/,
    ],
  ])('%s', async (_, parameters, message) => {
    const end = await runCommand(['submit', sweepFile(parameters)], { cwd });
    expect(end.stderr).toMatch(message);
    expect(end.stdout).toBe('');
    expect(end.code).toBe(2);
  });

  test('with --json the error is one JSON line with every fault', async () => {
    const path = sweepFile('  betta: { value: 1 }\n  learning_rate: { value: -1 }');
    const end = await runCommand(['submit', path, '--json'], { cwd });
    const { error } = JSON.parse(end.stderr) as {
      error: { code: string; issues: { path: string; line: number }[] };
    };
    expect(error.code).toBe('invalid-input');
    expect(error.issues.map(({ path, line }) => [path, line])).toEqual([
      ['parameters.betta', 5],
      ['parameters.learning_rate.value', 6],
    ]);
  });

  test('a file that is not there', async () => {
    const end = await runCommand(['submit', 'nowhere.yaml'], { cwd });
    expect(end.stderr).toContain('no sweep file nowhere.yaml');
    expect(end.code).toBe(2);
  });
});

describe('things that are not there', () => {
  test('no server: says so and how to start one', async () => {
    const end = await runCommand(['list', '--server', `http://${NOBODY}`], { cwd });
    expect(end.stderr).toMatch(/no hnet-sweep server answers at http:\/\/127\.0\.0\.1:9.*\n.*hnet-sweep up/);
    expect(end.code).toBe(1);
  });

  test.each([['up', '--port', '0'], ['server', '--port', '0'], ['worker']])(
    '%s with a Temporal server that does not answer',
    async (...args) => {
      const end = await runCommand(args, { cwd, env: { TEMPORAL_ADDRESS: NOBODY } });
      expect(end.stderr).toContain(`no Temporal server answers at ${NOBODY}`);
      expect(end.code).toBe(1);
    },
  );

  test('a database that can not be opened, before anything is started', async () => {
    writeFileSync(join(cwd, 'file'), '');
    const end = await runCommand(['up', '--port', '0', '--temporal-port', '0'], {
      cwd,
      env: { DATABASE_URL: `file:${join(cwd, 'file', 'x.db')}` },
    });
    expect(end.stderr).toMatch(/database .*file\/x\.db.* cannot be opened/);
    expect(end.code).toBe(1);
    expect(leftBehind()).toEqual([]);
  });

  test('a Temporal program that was named and is not there', async () => {
    const end = await runCommand(['up', '--port', '0'], {
      cwd,
      env: { HNET_TEMPORAL_CLI: join(cwd, 'temporal') },
    });
    expect(end.stderr).toContain('HNET_TEMPORAL_CLI');
    expect(end.code).toBe(1);
  });

  test('data files that are damaged are not trained on', async () => {
    mkdirSync(join(cwd, 'mnist'));
    writeFileSync(join(cwd, 'mnist', 'train-images-idx3-ubyte'), 'not MNIST');
    const end = await runCommand(['data', 'get', 'mnist'], { cwd, env: { HNET_DATA_DIR: cwd } });
    expect(end.stderr).toMatch(/train-images-idx3-ubyte has MD5 [0-9a-f]{32}, expected/);
    expect(end.code).toBe(1);
  });
});

describe('ports that are taken', () => {
  test.each([
    ['of API and page', (port: number) => ['--port', String(port), '--temporal-port', '0']],
    ['of Temporal', (port: number) => ['--port', '0', '--temporal-port', String(port)]],
  ])('%s: named, with the way round; nothing is left running', async (_, args) => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const end = await runCommand(['up', ...args(port)], { cwd });
      expect(end.stderr).toContain(`port ${port} is taken`);
      expect(end.code).toBe(1);
    } finally {
      other.close();
    }
    expect(readdirSync(join(cwd, '.hnet-sweep')).filter((name) => name.endsWith('server.json'))).toEqual([]);
  });
});

test('a page for other machines demands a token', async () => {
  const end = await runCommand(['up', '--host', '0.0.0.0', '--port', '0', '--temporal-port', '0'], { cwd });
  expect(end.stderr).toMatch(/needs a token/);
  expect(end.code).toBe(2);
});
