export type { Observation } from './axis.ts';
export {
  importanceOf,
  importanceSteps,
  type Dependence,
  type ForestSettings,
  type Importance,
  type Interaction,
  type OverTrees,
  type ParameterImportance,
} from './importance.ts';
