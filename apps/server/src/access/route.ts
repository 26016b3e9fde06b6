import {
  type BodyOf,
  type ParamsOf,
  pathsOf,
  type QueryOf,
  type ResultOf,
  type RouteDefinition,
} from '@ragkeep/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodType } from 'zod';
import { ApiError } from '../platform/errors.ts';
import type { Idempotency } from './idempotency.ts';
import type { Principal } from './principal.ts';
import { issuesOf, shownName } from './validation.ts';

/** What a handler knows of its request: checked values, and who asks. */
export interface Call<R extends RouteDefinition> {
  params: ParamsOf<R>;
  query: QueryOf<R>;
  body: BodyOf<R>;
  principal: R['access'] extends 'public' ? null : Principal;
  /** The request itself, for what no schema holds: streamed files, the peer's address. */
  request: FastifyRequest;
  /** Puts a header on the answer if it succeeds. An error brings its own. */
  setHeader(name: string, value: string): void;
  /** Aborted when the client hangs up. */
  signal: AbortSignal;
}

export type Handler<R extends RouteDefinition> = (call: Call<R>) => Promise<ResultOf<R>>;

/** Puts routes of the contract on the server: validation, access, status and idempotency all follow from the definition. */
export class Router {
  readonly #app: FastifyInstance;
  readonly #idempotency: Idempotency;
  readonly routes: RouteDefinition[] = [];

  constructor(app: FastifyInstance, idempotency: Idempotency) {
    this.#app = app;
    this.#idempotency = idempotency;
  }

  handle<const R extends RouteDefinition>(route: R, handler: Handler<R>): void {
    this.routes.push(route);
    for (const path of pathsOf(route)) {
      this.#app.route({
        method: route.method,
        url: patternOf(route, path),
        config: { access: route.access, onEveryPlan: route.onEveryPlan ?? false, ...errorShapeOf(route) },
        handler: (request, reply) => this.#answer(route, handler, request, reply),
      });
    }
  }

  /** Answers 405, with what is allowed, to the methods that a path lacks. After all routes. */
  refuseOtherMethods(): void {
    const places = new Map<string, { methods: Set<string>; shape: ReturnType<typeof errorShapeOf> }>();
    for (const route of this.routes) {
      for (const path of pathsOf(route)) {
        const url = patternOf(route, path);
        const place = places.get(url) ?? { methods: new Set(), shape: errorShapeOf(route) };
        place.methods.add(route.method);
        places.set(url, place);
      }
    }
    for (const [url, { methods, shape }] of places) {
      const allowed = [...methods].sort();
      this.#app.route({
        method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !methods.has(method)),
        url,
        exposeHeadRoute: false,
        config: { access: 'public', ...shape },
        handler: () => {
          throw new ApiError('method_not_allowed', { allowed }, { headers: { allow: allowed.join(', ') } });
        },
      });
    }
  }

  async #answer<R extends RouteDefinition>(
    route: R,
    handler: Handler<R>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const hangUp = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) hangUp.abort(new Error('the client hung up'));
    });
    const multipart = route.multipart !== undefined && isMultipart(request);
    const headers: [string, string][] = [];
    const call = {
      params: check(route.params, paramsOf(route, request)),
      query: check(route.query, request.query),
      body: multipart ? undefined : checkBody(route, request),
      principal: request.principal,
      request,
      setHeader: (name, value) => void headers.push([name, value]),
      signal: hangUp.signal,
    } as Call<R>;
    if (!route.query) refuseUnknownQuery(request);

    const run = () => handler(call);
    const { result, replayed } =
      route.idempotent && request.principal
        ? await this.#idempotency.once(request.principal, route.id, request, run)
        : { result: await run(), replayed: false };
    if (replayed) reply.header('idempotency-replayed', 'true');
    reply.code(route.success.status);
    for (const [name, value] of headers) reply.header(name, value);
    if (route.success.contentType) reply.type(route.success.contentType);
    // Unpacked here, since the framework's answer to HEAD knows streams but no Response.
    if (result instanceof Response) return reply.headers(Object.fromEntries(result.headers)).send(result.body);
    return reply.send(result);
  }
}

const LAST_PARAM = /:(\w+)$/;

/** The path as the framework knows it: a parameter that ends at no slash is its wildcard. */
const patternOf = (route: RouteDefinition, path: string): string =>
  route.lastParamHoldsSlashes ? path.replace(LAST_PARAM, '*') : path;

function paramsOf(route: RouteDefinition, request: FastifyRequest): unknown {
  const [, last] = (route.lastParamHoldsSlashes && LAST_PARAM.exec(route.path)) || [];
  if (last === undefined) return request.params;
  const { '*': rest, ...others } = request.params as Record<string, string>;
  return { ...others, [last]: rest };
}

const errorShapeOf = ({ errorShape }: RouteDefinition) => (errorShape ? { errorShape } : {});

const isMultipart = (request: FastifyRequest) =>
  request.headers['content-type']?.toLowerCase().startsWith('multipart/form-data') ?? false;

function check<T extends ZodType>(schema: T | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ApiError('invalid_request', { issues: issuesOf(parsed.error) });
}

function checkBody(route: RouteDefinition, request: FastifyRequest): unknown {
  if (route.multipart && !route.body) throw new ApiError('unsupported_media_type', {});
  if (!route.body) {
    const { body } = request;
    if (body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0))
      return undefined;
    throw new ApiError('invalid_request', { issues: [{ path: '', message: 'this route takes no body' }] });
  }
  return check(route.body, request.body ?? undefined);
}

function refuseUnknownQuery(request: FastifyRequest): void {
  const [name] = Object.keys(request.query as object);
  if (name === undefined) return;
  throw new ApiError('invalid_request', {
    issues: [{ path: shownName(name), message: 'is not a parameter of this route' }],
  });
}
