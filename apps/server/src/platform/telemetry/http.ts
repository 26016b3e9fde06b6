import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Metrics } from './metrics.ts';
import type { Telemetry } from './observed.ts';
import type { Tracing } from './span.ts';

/** Counts, times and traces every request under the pattern of its route. Before any route is there. */
export function observeHttp(app: FastifyInstance, { metrics, tracing }: Telemetry): void {
  if (tracing.isOn) traceRequests(app, tracing);
  countRequests(app, metrics);
}

/** In plain numbers, which the scrape collects: every request passes here. */
function countRequests(app: FastifyInstance, metrics: Metrics): void {
  let inFlight = 0;
  metrics.beforeScrape(() => metrics.httpInFlight.set(inFlight));
  app.addHook('onRequest', (_request, reply, done) => {
    inFlight += 1;
    // Not the answer's end, which never comes where the connection ends before it.
    reply.raw.once('close', () => {
      inFlight -= 1;
    });
    done();
  });

  const counter = requestCounter(metrics);
  app.addHook('onRoute', (route) => {
    const counts = new Map([route.method].flat().map((method) => [method, counter(method, route.url)]));
    route.onResponse = [
      ...[route.onResponse ?? []].flat(),
      (request, reply, done) => {
        counts.get(request.method)?.(reply);
        if (request.errorCode !== null) metrics.httpErrors.inc({ code: request.errorCode });
        done();
      },
    ];
  });
  // Which method and path somebody thinks up is theirs to choose: none of it becomes a label.
  const countUnrouted = counter('any', 'none');
  app.addHook('onResponse', (request, reply, done) => {
    if (request.is404) {
      countUnrouted(reply);
      if (request.errorCode !== null) metrics.httpErrors.inc({ code: request.errorCode });
    }
    done();
  });
}

/** Gives what counts the answers of a method and route. */
function requestCounter({ httpRequests, httpSeconds, beforeScrape }: Metrics) {
  const routes: { method: string; route: string; counts: number[] }[] = [];
  beforeScrape(() => {
    for (const { method, route, counts } of routes) {
      counts.forEach((count, hundreds) => {
        if (count > 0) httpRequests.inc({ method, route, status: `${hundreds}xx` }, count);
      });
      counts.fill(0);
    }
  });
  return (method: string, route: string) => {
    const counts: number[] = Array(6).fill(0);
    const seconds = httpSeconds.series({ method, route });
    routes.push({ method, route, counts });
    return (reply: FastifyReply) => {
      const hundreds = Math.floor(reply.statusCode / 100);
      counts[hundreds] = (counts[hundreds] ?? 0) + 1;
      // Who subscribes to events stays as long as they like.
      if (method !== 'GET' || !isEventStream(reply)) seconds.observe(reply.elapsedTime / 1000);
    };
  };
}

const isEventStream = (reply: FastifyReply) =>
  String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream');

function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { method } = request;
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    const { traceparent } = request.headers;
    const span = tracing.start(
      `${method} ${route}`,
      'server',
      { 'http.request.method': method, 'http.route': route },
      typeof traceparent === 'string' ? traceparent : undefined,
    );
    request.span = span;
    reply.raw.once('close', () => {
      const status = reply.statusCode;
      span.end(
        { 'http.response.status_code': status },
        status >= 500 ? (request.errorCode ?? String(status)) : undefined,
      );
    });
    span.within(done);
  });
  // Once more, since what is read from the connection in between does not come from there.
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.span) request.span.within(done);
    else done();
  });
}
