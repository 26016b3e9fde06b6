import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** How long a browser need not ask again, in seconds. Chromium takes no more than two hours. */
const MAX_AGE_SECONDS = 7200;

/**
 * Lets pages of other origins call the API from a browser, with a token they hold. Cookies are never part of it: the only one there
 * is goes to pages of this server alone.
 *
 * @param origins those that may; `*`: any
 */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  // Whoever asks first with OPTIONS has no credential yet; the request that follows has to bring one.
  app.scopeAccess = 'public';
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: ['X-Request-Id', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'Idempotency-Replayed'],
    maxAge: MAX_AGE_SECONDS,
  });
  app.scopeAccess = null;
}
