import { createProgram } from './program.ts';
import { exitCodeOf, reportError } from './output/report-error.ts';

const program = createProgram();
try {
  await program.parseAsync();
} catch (error) {
  reportError(error, { json: process.argv.includes('--json') });
  process.exitCode = exitCodeOf(error);
}
// What is done is done: Temporal's native runtime would keep the process alive.
process.exit();
