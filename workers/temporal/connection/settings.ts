import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';

import { InvalidInputError } from '../../../common/errors.ts';

/** Where the SDK connects to when it is told nothing. */
export const DEFAULT_ADDRESS = '127.0.0.1:7233';

/** How to reach a Temporal server. Holds secrets: print only the address and the namespace. */
export interface TemporalSettings {
  readonly address: string;
  readonly namespace: string;
  /** The same for a client and for a worker. */
  readonly options: NativeConnectionOptions & { readonly address: string };
}

export interface TemporalSettingsOptions {
  /** Instead of the configured one. */
  readonly address?: string | undefined;
  /** Instead of the configured one. */
  readonly namespace?: string | undefined;
  /** A server started here: neither environment nor files have a say, since their TLS and keys are another's. */
  readonly embedded?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Settings as Temporal's own tools read them: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`,
 * `TEMPORAL_TLS*`, and the profile (`TEMPORAL_PROFILE`) of a configuration file (`TEMPORAL_CONFIG_FILE`).
 *
 * @throws InvalidInputError for a configuration that can't be read
 */
export function temporalSettings(options: TemporalSettingsOptions = {}): TemporalSettings {
  const { env = process.env, embedded = false } = options;
  const configured = embedded ? { connectionOptions: {} } : loadConfiguration(env);
  // Set but empty means not set, as in a shell script's `TEMPORAL_ADDRESS=$ADDRESS`.
  const address = options.address || configured.connectionOptions.address || DEFAULT_ADDRESS;
  const namespace = options.namespace || configured.namespace || 'default';
  return { address, namespace, options: { ...configured.connectionOptions, address } };
}

function loadConfiguration(env: NodeJS.ProcessEnv): {
  namespace?: string | undefined;
  connectionOptions: NativeConnectionOptions;
} {
  const set = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  try {
    const { namespace, connectionOptions } = loadClientConnectConfig({
      overrideEnvVars: Object.fromEntries(set),
    });
    const given = Object.entries(connectionOptions).filter(([, value]) => value !== undefined);
    return { namespace, connectionOptions: Object.fromEntries(given) };
  } catch (error) {
    throw new InvalidInputError("Temporal's configuration", [
      {
        path: env.TEMPORAL_CONFIG_FILE ?? 'TEMPORAL_* variables and configuration file',
        given: (error as Error).message,
        allowed: "what Temporal's own tools read: https://docs.temporal.io/develop/environment-configuration",
      },
    ]);
  }
}
