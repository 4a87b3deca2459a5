import type { ApiDependencies } from '../dependencies.types.ts';
import type { Endpoint } from '../http/endpoint.ts';
import type { LiveSource } from '../live/live-source.ts';
import { bestRoutes } from './best.ts';
import { checkpointRoutes } from './checkpoints.ts';
import { effectRoutes } from './effects.ts';
import { eventRoutes } from './events.ts';
import { exportRoutes } from './export.ts';
import { importanceRoutes } from './importance.ts';
import { figureRoutes } from './figures.ts';
import { growthRoutes } from './growth.ts';
import { pointRoutes } from './points.ts';
import { reportRoutes } from './reports.ts';
import { runningRoutes } from './running.ts';
import { steeringRoutes } from './steering.ts';
import { sweepRoutes } from './sweeps.ts';
import { trialRoutes } from './trials.ts';

/** Every operation of the API. A new one is a line here: the router and the OpenAPI document follow. */
export function allEndpoints(dependencies: ApiDependencies, live: LiveSource): Endpoint[] {
  return [
    ...sweepRoutes(dependencies),
    ...steeringRoutes(dependencies),
    ...growthRoutes(dependencies),
    ...trialRoutes(dependencies),
    ...bestRoutes(dependencies),
    ...effectRoutes(dependencies),
    ...importanceRoutes(dependencies),
    ...pointRoutes(dependencies),
    ...reportRoutes(dependencies),
    ...figureRoutes(dependencies),
    ...runningRoutes(dependencies),
    ...exportRoutes(dependencies),
    ...checkpointRoutes(dependencies),
    ...eventRoutes(dependencies, live),
  ];
}
