/** What the jobs of one process share: an open backend, and the packs in training. */
import { loadBenchmark, Pack, packKey, selectBackend } from '../../hnet/index.ts';
import type { BackendName, StageHooks, StageInput, StageOutcome } from '../../hnet/index.ts';

type OpenBackend = Awaited<ReturnType<typeof selectBackend>>;

/** Opens a backend, once as long as the same is asked for. */
export type OpenBackends = (requested: BackendName | 'auto') => Promise<OpenBackend>;

/** Jobs that are trained together ask for the same backend, and must not open it anew under each other's feet. */
export function createBackends(): OpenBackends {
  let latest: { readonly requested: BackendName | 'auto'; readonly opening: Promise<OpenBackend> } | null =
    null;
  return (requested) => {
    if (latest?.requested !== requested) latest = { requested, opening: selectBackend(requested) };
    // A failure is not remembered: what is missing may come.
    latest.opening.catch(() => (latest = null));
    return latest.opening;
  };
}

/** Trains a stage together with those like it that are in training here, or come meanwhile. */
export type Packs = (
  input: StageInput,
  hooks: StageHooks,
  backend: BackendName | 'auto',
) => Promise<StageOutcome>;

export function createPacks(): Packs {
  const open = new Map<string, Promise<Pack>>();
  return async (input, hooks, backend) => {
    const key = packKey(input.spec, backend)!;
    const known = open.get(key);
    const opening = known ?? openPack(input, hooks);
    if (known === undefined) {
      open.set(key, opening);
      opening.catch(() => open.delete(key));
    }
    const pack = await opening;
    try {
      return await pack.train(input, hooks);
    } finally {
      if (pack.size === 0) open.delete(key);
    }
  };
}

async function openPack({ spec, dataDir }: StageInput, { onDownload }: StageHooks): Promise<Pack> {
  return new Pack(await loadBenchmark(spec.trial.benchmark, dataDir, onDownload));
}
