import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * The page loads nothing but its own files and talks to nobody but this server. Styles may stand in elements, since
 * charts and heat maps place and colour things by them.
 */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false, // TLS ends at a proxy, which is the one to promise it
  });
}
