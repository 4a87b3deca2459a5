import type { Command } from 'commander';
import { jsonSchema } from '../../sweepfile/index.ts';

/** `hnet-sweep schema`: the sweep file's JSON Schema, for completion in editors. */
export function addSchema(program: Command): void {
  program
    .command('schema')
    .description("print the sweep file's JSON Schema, for completion and checks in an editor")
    .action(() => {
      process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
    });
}
