import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sourceLoader } from '../../common/source-loader.ts';

const MODULE = new URL('../../workers/die-with-parent.ts', import.meta.url).href;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('a process that hangs in a call ends once its parent is killed', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hnet-orphan-'));
  const [parent, child] = ['parent.mjs', 'child.mjs'].map((name) => join(folder, name)) as [string, string];
  const loader = JSON.stringify(sourceLoader(new URL(MODULE).pathname));
  writeFileSync(
    parent,
    `import { fork } from 'node:child_process';
     const child = fork(${JSON.stringify(child)}, [], { execArgv: ${loader} });
     child.on('message', (pid) => process.send(pid));`,
  );
  // Its main thread hears nothing any more: neither signals nor the end of its parent.
  writeFileSync(
    child,
    `import { dieWithParent } from ${JSON.stringify(MODULE)};
     dieWithParent();
     process.send(process.pid, () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));`,
  );
  const running = fork(parent, [], { execArgv: [] });
  const pid = await new Promise<number>((resolve) =>
    running.on('message', (said) => resolve(said as number)),
  );
  expect(isAlive(pid)).toBe(true);
  running.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
  rmSync(folder, { recursive: true });
});
