/**
 * `npm run setup:tensorflow`: builds native TensorFlow for this machine. A thin shell over
 * `hnet/backend/tensorflow-native/setup.ts`; progress goes to standard error, the result to standard output.
 */

import { Command, CommanderError } from 'commander';

import { UserError } from '../common/errors.ts';
import { DEFAULT_TENSORFLOW_VERSION } from '../hnet/backend/tensorflow-native/flavour.ts';
import { setUpTensorFlow } from '../hnet/backend/tensorflow-native/setup.ts';

interface Flags {
  readonly gpu?: true;
  readonly json?: true;
  readonly force?: true;
  readonly tensorflowVersion: string;
}

const command = new Command('setup:tensorflow')
  .description(
    'Builds native TensorFlow for Node out of the TensorFlow wheel that pip downloads and the C++ sources inside ' +
      'the npm package. Needs Linux, python3 with pip, and g++. See docs/native-tensorflow.md.',
  )
  .option('--gpu', 'the CUDA build, for NVIDIA GPUs (a download of gigabytes)')
  .option('--force', 'build again where it is already')
  .option('--tensorflow-version <version>', 'another TensorFlow release', DEFAULT_TENSORFLOW_VERSION)
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
    const { status, installation, gpu, seconds } = await setUpTensorFlow({
      flavour: flags.gpu ? 'gpu' : 'cpu',
      version: flags.tensorflowVersion,
      force: flags.force ?? false,
      report: (line) => console.error(line),
    });
    const { directory, manifest } = installation;
    if (flags.json) console.log(JSON.stringify({ status, directory, gpu, seconds, ...manifest }));
    else if (status === 'installed') console.log(`installed in ${seconds} s`);
    else
      console.log(
        `TensorFlow ${manifest.tensorflow} (${manifest.flavour}) is installed already: ${directory}`,
      );
    if (gpu === false && flags.gpu) console.error('note: this machine shows no GPU to it now');
    return 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (flags.json) {
      console.log(JSON.stringify({ status: 'failed', error: error.message, hint: error.hint }));
    }
    console.error(`error: ${error.message}`);
    if (error.hint) console.error(error.hint);
    return 1;
  }
}

process.exitCode = await main();
