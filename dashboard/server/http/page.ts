import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import express, { Router } from 'express';

/** Nearest folder upwards that holds the package: the same from the sources and from `dist/`. */
function packageFolder(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('this program lies outside its package');
  return packageFolder(parent);
}

/** Where `npm run build:web` puts the page. */
export function builtPageFolder(): string {
  return join(packageFolder(import.meta.dirname), 'dist', 'web');
}

const notBuilt = 'The API is here, under /api/v1, but the page is not built yet: npm run build:web\n';

/**
 * The built page. Files under `assets/` carry a hash of their content in their names, so browsers may keep them for
 * ever; any other path is the page itself, which finds its way from the address.
 */
export function pageRouter(folder: string): Router {
  const router = Router();
  const index = join(folder, 'index.html');
  router.use(
    '/assets',
    express.static(join(folder, 'assets'), { immutable: true, maxAge: '365d', index: false }),
  );
  router.get('/assets/{*path}', (_req, _res, next) => next('router')); // a missing file is no page
  router.use(express.static(folder, { index: false, cacheControl: false }));
  router.get('/{*path}', (_req, res) => {
    if (existsSync(index)) res.set('Cache-Control', 'no-cache').sendFile(index, { cacheControl: false });
    else res.status(503).type('text/plain').send(notBuilt);
  });
  return router;
}
