import { UserError } from '../../common/errors.ts';
import { setUpTensorFlow } from '../../hnet/backend/tensorflow-native/index.ts';

/**
 * Builds native TensorFlow where it is not there yet; without it training runs on WebAssembly, several times slower,
 * and that is said.
 */
export async function setUpBackend(report: (line: string) => void): Promise<void> {
  try {
    await setUpTensorFlow({ flavour: 'cpu', report });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    report(`native TensorFlow can't be set up here: ${error.message.split('\n')[0]}`);
    report('training runs on WebAssembly instead, several times slower (hnet-sweep doctor says more)');
  }
}
