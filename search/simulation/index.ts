export { functionDescriptions, functionNames, functionSurface, type FunctionName } from './functions.ts';
export { asRecording, recordedSurface, type RecordedTraining, type Recording } from './recorded.ts';
export { secondsToReach } from './regret.ts';
export { simulate } from './simulate.ts';
export type {
  Incumbent,
  SimulatedEnd,
  SimulatedSweep,
  SimulatedTrial,
  Surface,
  Training,
} from './simulation.types.ts';
