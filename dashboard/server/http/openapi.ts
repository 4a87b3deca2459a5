import { OpenApiGeneratorV31, OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { Problem } from '../schemas/problem.ts';
import type { Answer, Endpoint } from './endpoint.ts';

/** The document as it is served. */
export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const textual = { type: 'string' } as const;

function contentOf({ schema, mediaTypes = [] }: Answer) {
  return {
    ...(schema === undefined ? {} : { 'application/json': { schema } }),
    ...Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema: textual }])),
  };
}

/** `get /sweeps/{id}/trials` as `getSweepsIdTrials`: a name for generated clients. */
function operationId({ method, path }: Endpoint): string {
  const words = path.split(/[/{}]+/).filter((word) => word !== '');
  return method + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

/** Describes the endpoints, so that what is described is what is served. */
export function openApiDocument(endpoints: readonly Endpoint[]): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'Only where the server was started with a token.',
  });
  for (const endpoint of endpoints) {
    const { method, path, tag, summary, description, params, query, body, answer } = endpoint;
    registry.registerPath({
      method,
      path,
      operationId: operationId(endpoint),
      tags: [tag],
      summary,
      ...(description === undefined ? {} : { description }),
      request: {
        ...(params === undefined ? {} : { params }),
        ...(query === undefined ? {} : { query }),
        ...(body === undefined
          ? {}
          : {
              body: {
                content: Object.fromEntries(body.mediaTypes.map((type) => [type, { schema: body.schema }])),
              },
            }),
      },
      responses: {
        [answer.status]: { description: answer.description, content: contentOf(answer) },
        default: {
          description: 'An error, as RFC 9457 describes it.',
          content: { 'application/problem+json': { schema: Problem } },
        },
      },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'hnet-sweep',
      version: '1',
      description: 'Sweeps over hyperparameters of continual learning: submit, steer, read.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{}, { token: [] }],
  });
}
