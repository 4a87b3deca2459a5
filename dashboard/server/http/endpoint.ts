import type { Request, Response } from 'express';
import type { z } from 'zod';
import { InvalidInputError, type InputIssue } from '../../../common/errors.ts';

/** How an answer is described. */
export interface Answer {
  readonly status: number;
  readonly description: string;
  /** Of the JSON. */
  readonly schema?: z.ZodType;
  /** Of what is plain text or streamed. */
  readonly mediaTypes?: readonly string[];
}

/** A request after checking. */
export interface Checked<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
}

/** One operation of the API: described once, so that the router and the OpenAPI document can't disagree. */
export interface Endpoint<P = unknown, Q = unknown, B = unknown> {
  readonly method: 'get' | 'post' | 'patch';
  /** As OpenAPI writes it: `/sweeps/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject & z.ZodType<P>;
  readonly query?: z.ZodObject & z.ZodType<Q>;
  readonly body?: { readonly schema: z.ZodType<B>; readonly mediaTypes: readonly string[] };
  readonly answer: Answer;
  /** Gives the JSON answer; or writes to `response` itself and gives nothing. */
  handle(request: Checked<P, Q, B>, http: { req: Request; res: Response }): Promise<unknown>;
}

/** Keeps the types of one endpoint together; forgotten once it is in a list. */
export function endpoint<P, Q, B>(definition: Endpoint<P, Q, B>): Endpoint {
  return definition;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
}

/** Checks one part of a request and gives every fault it has. */
function check<T>(part: string, schema: z.ZodType<T> | undefined, input: unknown): T {
  if (schema === undefined) return undefined as T;
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue): InputIssue => ({
    path: issue.path.join('.') || part,
    given: JSON.stringify(valueAt(input, issue.path)) ?? 'nothing',
    allowed: issue.message,
  }));
  throw new InvalidInputError(part, issues);
}

/** Checks a request against its endpoint. @throws InvalidInputError with every fault of the first part that has any */
export function checkRequest(definition: Endpoint, req: Request): Checked<unknown, unknown, unknown> {
  return {
    params: check('path', definition.params, req.params),
    query: check('query', definition.query, req.query),
    body: check('body', definition.body?.schema, req.body),
  };
}
