import type { FastifyInstance, onResponseHookHandler } from 'fastify';
import type { UsageCounts } from './counts.ts';

/** Counts each request with a known caller under its route, once its answer is out. Before any route is there. */
export function countRequests(app: FastifyInstance, counts: UsageCounts): void {
  app.addHook('onRoute', (route) => {
    const label = `${[route.method].flat().join('|')} ${route.url}`;
    const count: onResponseHookHandler = (request, reply, done) => {
      const { principal } = request;
      if (principal) {
        // Who subscribes to events stays as long as they like.
        const isSubscription = route.method === 'GET' && isEventStream(reply.getHeader('content-type'));
        counts.request(principal, label, reply.statusCode, isSubscription ? null : reply.elapsedTime);
      }
      done();
    };
    route.onResponse = [...[route.onResponse ?? []].flat(), count];
  });
}

const isEventStream = (type: unknown) => typeof type === 'string' && type.startsWith('text/event-stream');
