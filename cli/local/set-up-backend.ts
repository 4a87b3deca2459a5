import { UserError } from '../../common/errors.ts';
import { setUpTensorFlow, type Flavour } from '../../hnet/backend/tensorflow-native/index.ts';
import { nvidiaGpus } from '../../workers/devices/nvidia.ts';

/**
 * Builds native TensorFlow where it is not there yet: for GPUs on a machine whose NVIDIA driver knows one, else for the CPU.
 * Without it training runs on WebAssembly, several times slower, and that is said.
 */
export async function setUpBackend(report: (line: string) => void): Promise<void> {
  const flavours: readonly Flavour[] = (await nvidiaGpus()).length > 0 ? ['gpu', 'cpu'] : ['cpu'];
  for (const flavour of flavours) {
    try {
      await setUpTensorFlow({ flavour, report });
      return;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const what = flavour === 'gpu' ? ' for GPUs' : '';
      report(`native TensorFlow${what} can't be set up here: ${error.message.split('\n')[0]}`);
    }
  }
  report('training runs on WebAssembly instead, several times slower (hnet-sweep doctor says more)');
}
