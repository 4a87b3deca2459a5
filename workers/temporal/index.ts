/** The embedded Temporal server, and connecting to any. */
export { cachedTemporal } from './cli/cache.ts';
export { findTemporal } from './cli/find.ts';
export type { FindTemporalOptions, TemporalCli } from './cli/find.ts';
export { TEMPORAL_CLI_VERSION } from './cli/version.ts';
export { connectClient, connectWorker } from './connect.ts';
export { DEFAULT_ADDRESS, temporalSettings } from './connection/settings.ts';
export type { TemporalSettings, TemporalSettingsOptions } from './connection/settings.ts';
export { addSearchAttributes } from '../../workflows/client/index-attributes.ts';
export { freePort } from './server/port.ts';
export { startTemporalServer } from './server/start.ts';
export type { TemporalServer, TemporalServerOptions } from './server/start.ts';
