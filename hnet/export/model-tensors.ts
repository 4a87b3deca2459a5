import { createHypernetwork } from '../model/hypernetwork.ts';
import type { Layout } from '../model/layout.ts';
import { hnetOptions } from '../strategies/hnet-options.ts';
import type { NamedArray, NamedArrays } from '../strategies/strategy.types.ts';
import type { Configuration } from '../types.ts';
import type { TrainedModel } from './trained-target.ts';

/**
 * A trained model as named tensors (docs/export.md): the hypernetwork taken apart into `hypernetwork.chunk_embeddings`,
 * `hypernetwork.W1`, ..., the `task_embeddings`, and of each task asked for `task<j>.W1`, ... as they are generated.
 */
export function modelTensors(model: TrainedModel, configuration: Configuration): NamedArrays {
  const tensors: Record<string, NamedArray> = {};
  const cut = (prefix: string, layout: Layout, flat: Float32Array): void => {
    for (const { name, shape, offset, size } of layout.entries)
      if (size > 0) tensors[`${prefix}.${name}`] = { shape, data: flat.slice(offset, offset + size) };
  };
  const { theta, task_embeddings: embeddings } = model.arrays;
  if (theta !== undefined && embeddings !== undefined) {
    const { layout } = createHypernetwork({
      ...hnetOptions(configuration),
      targetSize: model.target.layout.size,
    });
    cut('hypernetwork', layout, theta.data);
    tensors.task_embeddings = embeddings;
  }
  for (const { task, weights, statistics } of model.targets) {
    cut(`task${task}`, model.target.layout, weights);
    if (statistics !== null) cut(`task${task}`, model.target.statistics!, statistics);
  }
  return tensors;
}
