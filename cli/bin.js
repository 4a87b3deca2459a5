#!/usr/bin/env node
// The command as installed: runs the compiled program, and says what to do where there is none.
import { existsSync } from 'node:fs';

const program = new URL('../dist/cli/main.js', import.meta.url);
if (!existsSync(program)) {
  console.error('hnet-sweep is not built yet.\n  Run: npm run build');
  process.exit(1);
}
await import(program.href);
