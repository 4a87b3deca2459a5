import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { SweepRow } from '../../../prisma/store/types.ts';
import type { ApiDependencies, ReadStore } from '../dependencies.types.ts';
import { exportOptuna } from '../export/export-optuna.ts';
import { exportStages } from '../export/export-stages.ts';
import { exportTrials } from '../export/export-trials.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { StageExport, TrialExport } from '../schemas/trial-export.ts';
import { findSweep } from '../views/find.ts';
import { sweepPath } from './parameters.ts';

/** A kind of file that a sweep can be written as. */
interface Format {
  readonly extension: string;
  readonly mediaType: string;
  readonly pieces: (store: ReadStore, sweep: SweepRow) => AsyncGenerator<string>;
}

const formats = {
  csv: {
    extension: 'csv',
    mediaType: 'text/csv; charset=utf-8',
    pieces: (store, sweep) => exportTrials(store, sweep, 'csv'),
  },
  json: {
    extension: 'json',
    mediaType: 'application/json',
    pieces: (store, sweep) => exportTrials(store, sweep, 'json'),
  },
  stages: { extension: 'stages.json', mediaType: 'application/json', pieces: exportStages },
  optuna: { extension: 'journal.log', mediaType: 'application/jsonl', pieces: exportOptuna },
} as const satisfies Readonly<Record<string, Format>>;

const query = z.object({
  format: z
    .enum(Object.keys(formats) as [keyof typeof formats])
    .default('csv')
    .meta({
      description:
        '`csv` and `json`: the trials; `stages`: a recording of every stage, which simulations replay; `optuna`: a journal that Optuna opens.',
    }),
});

/** All of a sweep's trials as a file, streamed. */
export function exportRoutes({ store }: ApiDependencies): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/sweeps/{id}/export',
      tag: 'trials',
      summary: "All of a sweep's trials as CSV or JSON, as a recording, or for Optuna",
      params: sweepPath,
      query,
      answer: {
        status: 200,
        description: 'The file, as it is made.',
        schema: z.union([TrialExport, StageExport]),
        mediaTypes: ['text/csv', 'application/jsonl'],
      },
      async handle({ params, query: { format } }, { res }) {
        const sweep = await findSweep(store, params.id);
        const { extension, mediaType, pieces } = formats[format];
        res.attachment(`${sweep.id}.${extension}`);
        res.type(mediaType);
        await pipeline(Readable.from(pieces(store, sweep)), res);
      },
    }),
  ];
}
