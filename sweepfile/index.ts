/** The sweep file: read, checked, described. */
export { describeParameter, describeSweep, type SweepDescription } from './describe.ts';
export { expandMatrix } from './matrix.ts';
export { parseSweepFile, type ParsedSweep } from './parse.ts';
export { parseSweepFiles, type ParsedMatrixSweep } from './parse-all.ts';
export { configurationHash, resolveTrial } from './resolve-trial.ts';
export { jsonSchema } from './sweep.schema.ts';
export { readConfiguration, type GivenConfiguration } from './enqueued.ts';
