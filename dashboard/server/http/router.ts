import express, { Router, type RequestHandler } from 'express';
import { checkRequest, type Endpoint } from './endpoint.ts';

/** `/sweeps/{id}` as Express writes it. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** A sweep file arrives as its text, so that errors can name its lines; everything else as JSON. */
function bodyParser({ body }: Endpoint): RequestHandler[] {
  if (body === undefined) return [];
  return body.mediaTypes.includes('application/yaml')
    ? [express.text({ type: () => true, limit: '1mb' })]
    : [express.json({ limit: '100kb' })];
}

/** Answers requests as the endpoints say. */
export function endpointRouter(endpoints: readonly Endpoint[]): Router {
  const router = Router();
  for (const endpoint of endpoints) {
    const { answer } = endpoint;
    router[endpoint.method](expressPath(endpoint.path), ...bodyParser(endpoint), async (req, res) => {
      const result = await endpoint.handle(checkRequest(endpoint, req), { req, res });
      if (result !== undefined) res.status(answer.status).json(result);
    });
  }
  return router;
}
