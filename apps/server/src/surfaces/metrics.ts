import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { isFromThisMachine } from '../access/this-machine.ts';
import { ApiError, unauthorized } from '../platform/errors.ts';
import type { Metrics } from '../platform/telemetry/index.ts';

/**
 * `GET /metrics` for Prometheus. With a token: for whoever sends it, from anywhere. Without: for programs of this machine, and for
 * anybody else there is nothing here.
 */
export function registerMetrics(
  app: FastifyInstance,
  { metrics, token }: { metrics: Metrics; token: string | undefined },
): void {
  app.get('/metrics', { config: { access: 'public' } }, async (request, reply) => {
    if (token === undefined) {
      if (!isFromThisMachine(request.raw)) throw new ApiError('not_found', {});
    } else if (!isEqual(request.headers.authorization ?? '', `Bearer ${token}`)) {
      throw unauthorized();
    }
    return reply.type(metrics.contentType).send(await metrics.scrape());
  });
}

/** In a time that tells nothing of what was right. */
const isEqual = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
