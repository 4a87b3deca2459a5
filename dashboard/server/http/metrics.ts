import type { RequestHandler } from 'express';
import { Gauge, Histogram, Registry } from 'prom-client';
import { allSweeps } from '../../../prisma/store/all-sweeps.ts';
import type { ReadStore } from '../dependencies.types.ts';
import { sweepStates, trialStates } from '../schemas/words.ts';

/** Figures for Prometheus, and the middleware that measures requests. */
export interface Metrics {
  readonly measure: RequestHandler;
  /** The text of `/metrics`. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Counts sweeps and trials when asked (one row a sweep), and the time of every request by its route. */
export function createMetrics(store: ReadStore): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const sweeps = new Gauge({
    name: 'hnet_sweep_sweeps',
    help: 'Sweeps by state',
    labelNames: ['state'],
    registers,
  });
  const trials = new Gauge({
    name: 'hnet_sweep_trials',
    help: 'Trials by state',
    labelNames: ['state'],
    registers,
  });
  const deviceSeconds = new Gauge({
    name: 'hnet_sweep_device_seconds',
    help: 'Device time of all sweeps, in seconds: spent, and saved by reusing stages',
    labelNames: ['kind'],
    registers,
  });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });

  async function count(): Promise<void> {
    const rows = await allSweeps(store);
    // Without a pause from here on: another request may be counting too.
    for (const state of sweepStates) sweeps.set({ state }, 0);
    for (const state of trialStates) trials.set({ state }, 0);
    deviceSeconds.set({ kind: 'spent' }, 0);
    deviceSeconds.set({ kind: 'saved' }, 0);
    for (const sweep of rows) {
      sweeps.inc({ state: sweep.state });
      for (const state of trialStates) trials.inc({ state }, sweep.counts[state]);
      deviceSeconds.inc({ kind: 'spent' }, sweep.deviceSeconds);
      deviceSeconds.inc({ kind: 'saved' }, sweep.savedDeviceSeconds);
    }
  }

  return {
    contentType: registry.contentType,
    measure: (req, res, next) => {
      const stop = requests.startTimer({ method: req.method });
      res.on('finish', () => {
        const route = (req.route as { path?: string } | undefined)?.path;
        stop({ route: route === undefined ? 'other' : `${req.baseUrl}${route}`, status: res.statusCode });
      });
      next();
    },
    async text() {
      await count();
      return registry.metrics();
    },
  };
}
