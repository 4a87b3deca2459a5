/** The API and the page behind it: what the command line starts. */
export { createApp, type AppOptions } from './create-app.ts';
export type { ApiDependencies, Log, ReadStore, ReadSweepFile, SweepControl } from './dependencies.types.ts';
export { startApi, type RunningApi, type StartApiOptions } from './start-api.ts';
