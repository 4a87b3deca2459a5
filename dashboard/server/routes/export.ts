import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { findSweep } from '../views/find.ts';
import { exportTrials } from '../export/export-trials.ts';
import { TrialExport } from '../schemas/trial-export.ts';
import { sweepPath } from './parameters.ts';

const query = z.object({ format: z.enum(['csv', 'json']).default('csv') });

/** All of a sweep's trials as a file, streamed. */
export function exportRoutes({ store }: ApiDependencies): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sweeps/{id}/export',
      tag: 'trials',
      summary: "All of a sweep's trials as CSV or JSON",
      params: sweepPath,
      query,
      answer: {
        status: 200,
        description: 'The file, as it is made.',
        schema: TrialExport,
        mediaTypes: ['text/csv'],
      },
      async handle({ params, query: { format } }, { res }) {
        const sweep = await findSweep(store, params.id);
        res.attachment(`${sweep.id}.${format}`);
        res.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json');
        await pipeline(Readable.from(exportTrials(store, sweep, format)), res);
      },
    }),
  ];
}
