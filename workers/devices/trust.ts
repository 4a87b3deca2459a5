/** GPUs are trained on once one has computed rightly: a driver that crashes, or computes wrongly, is found before a trial is. */
import { hasNativeTensorFlow } from '../../hnet/backend/tensorflow-native/index.ts';
import { autoBackends } from '../../hnet/backend/index.ts';
import { probeBackends } from '../../hnet/index.ts';
import type { BackendName } from '../../hnet/types.ts';
import { IDLE_HINT, type Machine } from './machine.ts';

/** A machine whose devices may be trained on. */
export interface TrustedMachine extends Machine {
  /**
   * What `auto` may open in its slots; null for anything. Slots of a GPU open nothing else: should it be lost, their stages
   * go to another worker, or wait, rather than train on the CPU at a hundredth of the speed.
   */
  readonly auto: readonly BackendName[] | null;
  /** Why its GPUs are left alone, for people; null if they are not, or if there are none. */
  readonly distrust: string | null;
}

/** What `auto` may open where no GPU is to be trusted. */
const ON_CPU: readonly BackendName[] = ['tensorflow', 'wasm', 'cpu'];

/** How it is found out; for tests. */
export interface TrustOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly probe?: typeof probeBackends;
}

/** Tries the backend that a machine's GPUs would be trained with, by `doctor`'s self-check; nothing where there is no GPU. */
export async function trustedMachine(
  machine: Machine,
  { env = process.env, probe = probeBackends }: TrustOptions = {},
): Promise<TrustedMachine> {
  const { gpus, adapters } = machine;
  if (gpus.length + adapters.length === 0) return { ...machine, auto: null, distrust: null };
  const backend = gpus.length > 0 && hasNativeTensorFlow('gpu', env) ? 'tensorflow-gpu' : 'webgpu';
  const allowed = autoBackends(env);
  const without = { gpus: [], adapters: [], idle: gpus };
  if (!allowed.includes(backend)) return { ...without, auto: allowed, distrust: null };
  const [found] = await probe([backend]);
  if (found?.state === 'works') return { ...machine, auto: [backend], distrust: null };
  const reason = found?.reason ?? found?.state ?? 'not tried';
  const way = backend === 'webgpu' && gpus.length > 0 ? `; ${IDLE_HINT}` : '';
  const auto = ON_CPU.filter((name) => allowed.includes(name));
  return { ...without, auto, distrust: `${backend}: ${reason}${way}` };
}
