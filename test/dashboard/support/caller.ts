import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';

/** A request by its place in the API's description. */
export interface Call {
  readonly method?: 'get' | 'post' | 'patch';
  /** Fills the `{…}` of the path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** Sent as JSON, or as it is with `type`. */
  readonly body?: string | object;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that fits what the API says of itself. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; null where it is no JSON. */
  readonly body: never;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Record<string, unknown> }>>>>;
}

/**
 * Calls operations of a server's API by their description, and checks every answer against it.
 * @returns fails the test where an answer is not as described
 */
export async function caller(url: string, headers: Readonly<Record<string, string>> = {}) {
  const document = (await (await fetch(`${url}/api/v1/openapi.json`, { headers })).json()) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajvFormats.default(ajv);
  ajv.addSchema(document, 'openapi');

  function check(path: string, method: string, status: number, type: string, body: unknown): void {
    const responses = document.paths[path]?.[method]?.responses;
    if (responses === undefined) throw new Error(`the description has no ${method} ${path}`);
    const described = String(status) in responses ? String(status) : 'default';
    const pointer = ['paths', path, method, 'responses', described, 'content', type, 'schema']
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const validate = ajv.compile({ $ref: `openapi#/${pointer}` });
    if (validate(body) !== true)
      throw new Error(
        `the answer ${status} of ${method} ${path} is not as described: ${ajv.errorsText(validate.errors)}`,
      );
  }

  async function call(path: string, request: Call = {}): Promise<Answer> {
    const { method = 'get', params = {}, query = '', body, type } = request;
    const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
    const answer = await fetch(`${url}/api/v1${target}${query === '' ? '' : `?${query}`}`, {
      method: method.toUpperCase(),
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'Content-Type': type ?? 'application/json' }),
        ...request.headers,
      },
      ...(body === undefined ? {} : { body: type === undefined ? JSON.stringify(body) : (body as string) }),
    });
    const text = await answer.text();
    const mediaType = (answer.headers.get('content-type') ?? '').split(';')[0]!;
    const parsed: unknown = mediaType.endsWith('json') ? JSON.parse(text) : null;
    check(path, method, answer.status, mediaType, parsed ?? text);
    return { status: answer.status, headers: answer.headers, text, body: parsed as never };
  }

  return { call, document };
}
