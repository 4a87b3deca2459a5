import express, { type Express } from 'express';
import { jsonSchema } from '../../sweepfile/index.ts';
import type { ApiDependencies } from './dependencies.types.ts';
import { refuseForeignPages, requireToken } from './http/guard.ts';
import { healthRouter } from './http/health.ts';
import { createMetrics } from './http/metrics.ts';
import { openApiDocument } from './http/openapi.ts';
import { pageRouter } from './http/page.ts';
import { answerErrors, notFound } from './http/problem.ts';
import { endpointRouter } from './http/router.ts';
import { securityHeaders } from './http/security-headers.ts';
import type { LiveSource } from './live/live-source.ts';
import { allEndpoints } from './routes/index.ts';

/** How the app is set up. */
export interface AppOptions {
  readonly dependencies: ApiDependencies;
  /** Who tells of changes; closed by whoever made it. */
  readonly live: LiveSource;
  /** What the API and the metrics demand; null for none, and then only this machine's own pages may ask. */
  readonly token: string | null;
  /** Folder of the built page. */
  readonly webDir: string;
}

/** The whole HTTP side as an Express app: it listens nowhere and opens nothing. */
export function createApp({ dependencies, live, token, webDir }: AppOptions): Express {
  const endpoints = allEndpoints(dependencies, live);
  const document = openApiDocument(endpoints);
  const sweepFile = jsonSchema();
  const metrics = createMetrics(dependencies.store);

  const app = express();
  app.disable('x-powered-by');
  app.use(metrics.measure, securityHeaders());
  app.use(healthRouter(dependencies)); // before the guard: probes come by address and carry nothing
  if (token === null) app.use(refuseForeignPages);
  app.use('/api', (_req, res, next) => {
    res.set('Cache-Control', 'private, no-cache');
    next();
  });
  // Without the token, too: they are the same everywhere, and links and editors can't carry one.
  app.get('/api/v1/openapi.json', (_req, res) => {
    res.json(document);
  });
  app.get('/api/v1/sweep-file.schema.json', (_req, res) => {
    res.type('application/schema+json').send(JSON.stringify(sweepFile));
  });

  if (token !== null) app.use(['/api', '/metrics'], requireToken(token));
  app.get('/metrics', async (_req, res) => {
    res
      .set('Cache-Control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.text());
  });
  app.use('/api/v1', endpointRouter(endpoints));
  app.use('/api', notFound);

  app.use(pageRouter(webDir));
  app.use(notFound);
  app.use(answerErrors(dependencies.log));
  return app;
}
