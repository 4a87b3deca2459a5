import type { Store } from '../../prisma/store/types.ts';
import type { SweepSpec } from '../../workflows/types.ts';
import { splitMnist } from '../dashboard/support/demo-sweeps.ts';
import { addTrial } from '../dashboard/support/fill-store.ts';

const betas = [0.001, 0.01, 0.1, 1];
const embeddings = [8, 32, 64];
const layers = [[10, 10], [50]];

/** A grid with two seeds, so that values of each hyperparameter can be compared with all else equal. */
export const gridSweep: SweepSpec = {
  ...splitMnist,
  name: 'split-mnist-grid',
  method: 'grid',
  space: {
    beta: { kind: 'categorical', values: betas },
    task_embedding_size: { kind: 'categorical', values: embeddings },
    hidden_layers: { kind: 'categorical', values: layers },
    iterations: { kind: 'constant', value: 500 },
  },
  seeds: [1, 2],
  runCap: null,
};

/** A grid that is through but for the last beta: of that some trials run, the others wait. */
export async function fillGrid(store: Store, { running }: { readonly running: number }): Promise<string> {
  const { id } = await store.createSweep(gridSweep);
  await store.setSweepState(id, 'running');
  const assignments = betas.flatMap((beta) =>
    embeddings.flatMap((task_embedding_size) =>
      layers.map((hidden_layers) => ({ beta, task_embedding_size, hidden_layers, iterations: 500 })),
    ),
  );
  const through = assignments.length - embeddings.length * layers.length;
  for (const [number, assignment] of assignments.entries()) {
    const state = number < through ? 'complete' : number < through + running ? 'running' : 'waiting';
    await addTrial(store, gridSweep, id, number, state, assignment);
  }
  return id;
}
