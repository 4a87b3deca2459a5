/** The science, usable alone: `import { trainStage } from '.../hnet'`. Nothing here knows of schedulers or databases. */
export { backendNames, selectBackend } from './backend/index.ts';
export { loadBenchmark } from './benchmarks/index.ts';
export { probeBackends } from './backend/probe.ts';
export type { BackendProbe } from './backend/probe.types.ts';
export {
  datasetNames,
  prepareBenchmark,
  prepareDataset,
  type DatasetName,
} from './benchmarks/datasets/prepare.ts';
export { scoreKindOf } from './benchmarks/score-kind.ts';
export {
  hyperparametersOf,
  parameterNames,
  resolveConfiguration,
  scenarioIssue,
  strategiesFor,
} from './configuration/resolve.ts';
export { describeDomain, type Domain, type Hyperparameter } from './configuration/hyperparameter.types.ts';
export { parameterCounts } from './configuration/parameter-counts.ts';
export { STRATEGIES, strategyNames } from './strategies/index.ts';
export { metricCatalogue, metricsOf, type MetricDescription } from './training/metrics.ts';
export { Pack, type PackOptions } from './packed/pack.ts';
export { packKey } from './packed/pack-key.ts';
export { packLimit, type PackSetting } from './packed/pack-limit.ts';
export { trainPack, trainPackOn } from './packed/train-pack.ts';
export { readSafetensors, writeSafetensors } from './training/safetensors.ts';
export { stageKey, TRAINING_VERSION } from './training/stage-key.ts';
export { trainStage, trainStageOn } from './training/stage.ts';
export type { StageHooks, StageInput, StageOutcome } from './training/stage.types.ts';
export type * from './types.ts';
