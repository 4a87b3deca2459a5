#!/usr/bin/env node
// The command as installed: runs the compiled program, and compiles it first where that was not done yet.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = new URL('../dist/cli/main.js', import.meta.url);
if (!existsSync(program)) {
  console.error('building hnet-sweep, once');
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd, stdio: ['ignore', 2, 2] });
  if (build.status !== 0) {
    console.error('hnet-sweep could not be built.\n  See what `npm ci && npm run build` says.');
    process.exit(1);
  }
}
await import(program.href);
