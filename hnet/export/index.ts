import { writeSafetensors } from '../training/safetensors.ts';
import type { CheckpointBytes } from '../training/stage.types.ts';
import type { StageSpec } from '../types.ts';
import { layersOf } from './layers-of-target.ts';
import { modelTensors } from './model-tensors.ts';
import { readTrained } from './trained-target.ts';

/** A file to write, by its path in the export's folder. */
export interface ExportedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What the export is of, for whoever finds it later: `description.json`, and the metadata of the safetensors file. */
interface Description {
  readonly format: 'hnet-sweep-model';
  readonly version: 1;
  readonly benchmark: StageSpec['trial']['benchmark'];
  readonly strategy: string;
  readonly configuration: StageSpec['trial']['configuration'];
  readonly seed: number;
  /** Tasks learnt. */
  readonly tasks: number;
  /** Order, names and shapes of the target's weights, as chunks cut them. */
  readonly target: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** Output neurons of each task exported. */
  readonly heads: readonly { readonly task: number; readonly from: number; readonly size: number }[];
}

/**
 * A trained model in two open formats (docs/export.md): `model.safetensors` with hypernetwork, embeddings and generated
 * weights, and for each task `task-<j>/model.json` and `task-<j>/weights.bin`, a TensorFlow.js layers model. Needs a
 * backend; `cpu` will do.
 * @param stage the last stage trained
 * @param checkpoint what it left
 * @param tasks which target networks, 0-based
 * @throws as `readTrained`
 */
export async function exportModel(
  stage: StageSpec,
  checkpoint: CheckpointBytes,
  tasks: readonly number[],
): Promise<ExportedFile[]> {
  const { benchmark, strategy, configuration } = stage.trial;
  const model = await readTrained(stage, checkpoint, tasks);
  const description: Description = {
    format: 'hnet-sweep-model',
    version: 1,
    benchmark,
    strategy,
    configuration,
    seed: stage.seed,
    tasks: stage.task + 1,
    target: model.target.layout.entries.map(({ name, shape }) => ({ name, shape })),
    heads: model.targets.map(({ task, head }) => ({ task, ...head })),
  };
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  return [
    { path: 'description.json', bytes: text(`${JSON.stringify(description, null, 2)}\n`) },
    {
      path: 'model.safetensors',
      bytes: writeSafetensors(modelTensors(model, configuration), description),
    },
    ...model.targets.flatMap((trained) => {
      const { json, weights } = layersOf(benchmark, configuration, model.target, trained);
      return [
        { path: `task-${trained.task}/model.json`, bytes: text(json) },
        { path: `task-${trained.task}/weights.bin`, bytes: weights },
      ];
    }),
  ];
}
