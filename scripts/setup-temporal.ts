/**
 * `npm run setup:temporal`: finds the `temporal` program, or fetches or builds it into the cache. A thin shell over
 * `workers/temporal/cli/find.ts`; progress goes to standard error, the result to standard output.
 */

import { Command, CommanderError } from 'commander';

import { UserError } from '../common/errors.ts';
import { findTemporal } from '../workers/temporal/cli/find.ts';

interface Flags {
  readonly json?: true;
  readonly fetch: boolean;
}

const command = new Command('setup:temporal')
  .description(
    'Finds the program that runs the embedded Temporal server: $HNET_TEMPORAL_CLI, PATH, the cache. Else downloads ' +
      'it, or builds it with Go 1.25 or newer (5 to 15 minutes), into the cache.',
  )
  .option('--no-fetch', 'only look: neither download nor build')
  .option('--json', 'print the result as one line of JSON')
  .allowExcessArguments(false)
  .exitOverride()
  .configureHelp({ helpWidth: 100 });

/** Exit codes as everywhere in the project: 0 done, 1 failed, 2 bad usage. */
async function main(): Promise<number> {
  try {
    command.parse();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
  const flags = command.opts<Flags>();
  try {
    const cli = await findTemporal({ fetch: flags.fetch, onProgress: (line) => console.error(line) });
    if (flags.json) console.log(JSON.stringify({ status: 'ready', ...cli }));
    else
      console.log(`temporal ${cli.cli} (server ${cli.server ?? 'unknown'}), from ${cli.source}: ${cli.path}`);
    return 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (flags.json) console.log(JSON.stringify({ status: 'failed', error: error.message, hint: error.hint }));
    console.error(`error: ${error.message}`);
    if (error.hint) console.error(error.hint);
    return 1;
  }
}

process.exitCode = await main();
