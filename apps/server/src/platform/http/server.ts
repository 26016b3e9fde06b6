import { randomUUID } from 'node:crypto';
import { type ErrorCode, errorBody, OPENAI_BASES, openAiErrorBody } from '@ragkeep/contract';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type onResponseHookHandler,
} from 'fastify';
import { ApiError } from '../errors.ts';
import type { Log } from '../log.ts';
import { BusyError } from '../passwords.ts';
import type { Span } from '../telemetry/span.ts';
import { isDependencyAway } from './dependency.ts';
import { stopReceiving } from './early-answer.ts';
import { closeUnusedConnections } from './unused-connections.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls, for the log; null as long as nobody knows. */
    caller: Record<string, string> | null;
    /** What the request is traced by; null where nothing is. */
    span: Span | null;
    /** Of the error it was answered with; null: none. */
    errorCode: ErrorCode | null;
  }
  interface FastifyContextConfig {
    /** In whose form errors come; ours, unless it is said. */
    errorShape?: 'openai';
  }
}

export type HttpServer = FastifyInstance;

/** JSON bodies up to this size: a thousand documents of 60 kB. Files are streamed and have a limit of their own. */
export const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** An HTTP server with request ids, access log and the error envelope; without routes. */
export function createHttpServer(options: {
  log: Log;
  trustedProxies: string[];
  /** What a caller's request id must not hold, since ids are logged and answered. */
  secret?: RegExp;
}): HttpServer {
  const app = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustedProxies.length > 0 ? options.trustedProxies : false,
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      const isSane = typeof given === 'string' && REQUEST_ID.test(given) && !options.secret?.test(given);
      return isSane ? given : randomUUID();
    },
    // The id is put on each line where it is written: a logger of its own for each request costs more than the line.
    childLoggerFactory: (logger) => logger,
    requestTimeout: 0,
    // A URL that cannot be decoded comes to no route and no hook.
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply.header('x-request-id', request.id));
    },
    forceCloseConnections: 'idle',
  }) as unknown as HttpServer;

  closeUnusedConnections(app);
  app.decorateRequest('caller', null);
  app.decorateRequest('span', null);
  app.decorateRequest('errorCode', null);

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('cache-control', 'no-store');
    done();
  });

  app.addHook('onRoute', (route) => {
    // The route's pattern, not the URL: what callers put into a path or query never reaches the log.
    route.onResponse = [...[route.onResponse ?? []].flat(), accessLog(options.log, route.url)];
  });
  const unrouted = accessLog(options.log, null);
  app.addHook('onResponse', function (request, reply, done) {
    if (request.is404) unrouted.call(this, request, reply, done);
    else done();
  });

  app.setErrorHandler((error: FastifyError | Error, request, reply) => answerError(error, request, reply));
  app.setNotFoundHandler((request, reply) => answerError(new ApiError('not_found', {}), request, reply));
  return app;
}

function accessLog(log: Log, route: string | null): onResponseHookHandler {
  return (request, reply, done) => {
    if (!log.isLevelEnabled('info')) return done();
    log.info(
      {
        request_id: request.id,
        ...(request.span && { trace_id: request.span.traceId }),
        ...request.caller,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  };
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = toApiError(error, request);
  request.errorCode = known.code;
  // Work that is broken off because its client hung up is no fault.
  if (known.status >= 500 && !reply.raw.destroyed)
    request.log.error({ request_id: request.id, ...request.caller, err: error }, 'request failed');
  stopReceiving(request, reply);
  const facts = known.facts as never;
  return reply
    .code(known.status)
    .headers(known.headers)
    .type('application/json; charset=utf-8')
    .send(isForOpenAi(request) ? openAiErrorBody(known.code, facts) : errorBody(known.code, facts, request.id));
}

/** Where no route matched, the beginning of the path tells what the caller is a client of. */
function isForOpenAi(request: FastifyRequest): boolean {
  const { config, url } = request.routeOptions;
  if (url !== undefined) return config.errorShape === 'openai';
  const path = request.url.split('?', 1)[0] ?? '';
  return OPENAI_BASES.some((base) => path === base || path.startsWith(`${base}/`));
}

/** What the framework and its plugins throw, in terms of the catalogue; everything unknown is a 500 that tells nothing. */
function toApiError(error: unknown, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) return error;
  const { code, statusCode } = error as Partial<FastifyError>;
  if (isDependencyAway(error)) {
    return new ApiError('unavailable', {}, { cause: error, headers: { 'retry-after': '5' } });
  }
  if (error instanceof BusyError) {
    return new ApiError('unavailable', {}, { cause: error, headers: { 'retry-after': '2' } });
  }
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ApiError('payload_too_large', { limit_bytes: request.routeOptions.bodyLimit ?? BODY_LIMIT_BYTES });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ApiError('unsupported_media_type', {});
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new ApiError('malformed_json', {});
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_BAD_URL':
      return new ApiError('invalid_request', { issues: [{ path: '', message: 'The request is malformed' }] });
  }
  // secure-json-parse and the JSON parser throw plain SyntaxErrors with a status.
  if (statusCode === 400 && error instanceof SyntaxError) return new ApiError('malformed_json', {});
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ApiError('invalid_request', { issues: [{ path: '', message: 'The request is malformed' }] });
  }
  return new ApiError('internal_error', {});
}
