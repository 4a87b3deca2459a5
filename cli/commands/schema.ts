import type { Command } from 'commander';

/** `hnet-sweep schema`: the sweep file's JSON Schema, for completion in editors. */
export function addSchema(program: Command): void {
  program
    .command('schema')
    .description("print the sweep file's JSON Schema, for completion and checks in an editor")
    .action(async () => {
      const { jsonSchema } = await import('../../sweepfile/index.ts');
      process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
    });
}
