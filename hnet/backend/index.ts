import { UserError } from '../../common/errors.ts';
import type { BackendName } from '../types.ts';
import type { Backend, BackendChoice, RejectedBackend } from './backend.types.ts';
import { cpu } from './cpu.ts';
import { firstLine } from './first-line.ts';
import { tensorflow, tensorflowGpu } from './tensorflow.ts';
import { threadsFrom } from './threads.ts';
import { wasm } from './wasm.ts';
import { webgpu } from './webgpu.ts';

export type { BackendChoice, OpenBackend, RejectedBackend } from './backend.types.ts';

/** Every backend, in the order in which `auto` tries them. */
export const BACKENDS: readonly Backend[] = [tensorflowGpu, tensorflow, webgpu, wasm, cpu];
export const backendNames: readonly BackendName[] = BACKENDS.map((backend) => backend.name);

/**
 * Opens the backend asked for, or with `auto` the first that works here, and says why the choice fell so.
 * @param options.threads threads for one operation; default `HNET_THREADS`, else the backend's own choice
 * @throws UserError `invalid-input` for an impossible `HNET_THREADS`; `unavailable` when the backend asked for by name does not work here
 */
export async function selectBackend(
  requested: BackendName | 'auto',
  options: { readonly threads?: number | null } = {},
): Promise<BackendChoice> {
  const threads = options.threads ?? threadsFrom(process.env);
  const candidates = BACKENDS.filter((backend) => requested === 'auto' || backend.name === requested);
  const rejected: RejectedBackend[] = [];
  for (const backend of candidates) {
    try {
      const opened = await backend.open({ threads, explicit: requested !== 'auto' });
      const reason =
        requested !== 'auto'
          ? 'asked for'
          : rejected.length === 0
            ? 'the first choice works here'
            : `the first that works here; not ${rejected.map(({ name }) => name).join(', ')}`;
      return { ...opened, reason, rejected };
    } catch (error) {
      rejected.push({ name: backend.name, reason: firstLine(error) });
    }
  }
  throw new UserError('unavailable', `backend ${requested} does not work here: ${rejected[0]?.reason}`, {
    hint: 'hnet-sweep doctor shows every backend and what it lacks.',
  });
}
