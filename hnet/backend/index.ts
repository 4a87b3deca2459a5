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
 * What `auto` may take: all, or those that `HNET_AUTO_BACKENDS` lists, as it does in the slots of a GPU.
 * @throws UserError `invalid-input` for a name that is none
 */
export function autoBackends(env: NodeJS.ProcessEnv): readonly BackendName[] {
  const given = env.HNET_AUTO_BACKENDS;
  if (given === undefined || given === '') return backendNames;
  return given.split(',').map((entry) => {
    const name = backendNames.find((known) => known === entry.trim());
    if (name !== undefined) return name;
    const allowed = `a list of ${backendNames.join(', ')}`;
    throw new UserError('invalid-input', `HNET_AUTO_BACKENDS: given ${given}; allowed: ${allowed}`);
  });
}

/**
 * Opens the backend asked for, or with `auto` the first that works here, and says why the choice fell so.
 * @param options.threads threads for one operation; default `HNET_THREADS`, else the backend's own choice
 * @throws UserError `invalid-input` for an impossible `HNET_THREADS` or `HNET_AUTO_BACKENDS`; `unavailable` when the backend
 *   asked for by name, or all that `auto` may take, do not work here
 */
export async function selectBackend(
  requested: BackendName | 'auto',
  options: { readonly threads?: number | null } = {},
): Promise<BackendChoice> {
  const threads = options.threads ?? threadsFrom(process.env);
  const names = requested === 'auto' ? autoBackends(process.env) : [requested];
  const candidates = BACKENDS.filter(({ name }) => names.includes(name));
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
  const reasons = rejected.map(({ name, reason }) => (requested === 'auto' ? `${name}: ${reason}` : reason));
  throw new UserError('unavailable', `backend ${requested} does not work here: ${reasons.join('; ')}`, {
    hint: 'hnet-sweep doctor shows every backend and what it lacks.',
  });
}
